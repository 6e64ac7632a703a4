// A directory that a verb leaves results in: checked before any work is done, and complete where its last
// file stands.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace datahall {

enum class Overwrite {
    refuse,    // the directory must be new or empty
    own_files  // files that this program writes may be replaced; all others stay
};

class OutputDirectory {
public:
    /// Checks or creates the directory; old files stay until remove_own_files().  Missing parents are
    /// created.  Throws IoError if the directory cannot be used.
    OutputDirectory(std::string path, Overwrite overwrite);
    /// Removes a directory that this object created and left empty.
    ~OutputDirectory();
    OutputDirectory(const OutputDirectory&) = delete;
    OutputDirectory& operator=(const OutputDirectory&) = delete;

    /// Removes files of these names, the first one first, and what an interrupted write of them left.
    void remove_own_files(std::span<const std::string_view> names) const;

    const std::string& path() const { return path_; }

private:
    std::string path_;
    bool created_ = false;
};

}  // namespace datahall
