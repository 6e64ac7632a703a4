// A directory that a verb leaves behind, and the promise it keeps: the first of its files is written last,
// so where that one stands, everything else is complete.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "sim/report/sink.hpp"

namespace datahall {

enum class Overwrite {
    refuse,    // the directory must be new or empty
    own_files  // files that this program writes may be replaced; all others stay
};

class OutputDirectory {
public:
    /// `own` are all files that it may ever hold, the one that says "complete" first; they must outlive the
    /// object. Checks or creates the directory before any work is done; old files stay until clear(). Missing
    /// parents are created.  Throws IoError if the directory cannot be used.
    OutputDirectory(std::string path, Overwrite overwrite, std::span<const std::string_view> own);
    /// Removes a directory that this object created and left empty.
    ~OutputDirectory();
    OutputDirectory(const OutputDirectory&) = delete;
    OutputDirectory& operator=(const OutputDirectory&) = delete;

    /// Removes own files, the first one first: call before the first write.  Throws IoError, as all below.
    void clear() const;
    void write(const std::string& name, std::string_view bytes) const;
    /// A file becomes complete or leaves nothing behind.
    void write(const std::string& name, const std::function<void(const Sink&)>& write_to) const;

    const std::string& path() const { return path_; }

private:
    bool is_own(const std::string& name) const;

    std::string path_;
    std::span<const std::string_view> own_;
    bool created_ = false;
};

}  // namespace datahall
