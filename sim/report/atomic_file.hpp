// A file that is either complete under its name or not there at all.
//
// Bytes go to a temporary in the same directory.  commit() flushes them to the disk, renames the
// temporary and flushes the directory.  Every call is checked: a full disk may show itself at the
// write, at the flush or only at the close.
#pragma once

#include <string>
#include <string_view>

namespace datahall {

class AtomicFile {
public:
    /// Starts DIRECTORY/name.  Throws IoError "path: reason", as every member does.
    AtomicFile(std::string directory, std::string name);
    /// Removes the temporary of a file that was not committed.
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void append(std::string_view bytes);
    /// Call once, last.
    void commit();

private:
    [[noreturn]] void fail(int error);
    void discard();

    std::string directory_;
    std::string path_;       // of the finished file
    std::string temporary_;  // empty once renamed or removed
    int descriptor_ = -1;
};

/// All at once.
void write_file(const std::string& directory, const std::string& name, std::string_view bytes);

/// Whether `name` is a temporary that an AtomicFile for `target` may have left when it was killed.
bool is_temporary_of(std::string_view name, std::string_view target);

}  // namespace datahall
