// A file is complete under its name or not there at all, whatever fails.
#include "sim/report/atomic_file.hpp"

#include <csignal>

#include <sys/mount.h>
#include <sys/resource.h>
#include <unistd.h>

#include "datahall/config_error.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace datahall {
namespace {

using test::content_of;
using test::names_in;
using test::TemporaryFolder;

/// Files of this process may not grow beyond `bytes`, and say so by EFBIG.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t bytes) {
        before_handler_ = std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit lower{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &lower);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        std::signal(SIGXFSZ, before_handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit before_{};
    void (*before_handler_)(int) = nullptr;
};

/// A file system of 64 KiB, where the test may mount one.
class SmallDisk {
public:
    SmallDisk() : mounted_{::mount("tmpfs", folder_.path().c_str(), "tmpfs", 0, "size=64k") == 0} {}
    ~SmallDisk() {
        if (mounted_) ::umount(folder_.path().c_str());
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;
    bool is_mounted() const { return mounted_; }
    std::string path() const { return folder_.path(); }

private:
    TemporaryFolder folder_;
    bool mounted_;
};

}  // namespace

TEST_CASE("a committed file holds its bytes and leaves no temporary") {
    const TemporaryFolder folder;
    AtomicFile file{folder.path(), "a.csv"};
    file.append("one,");
    file.append("two\n");
    CHECK_FALSE(std::filesystem::exists(folder.path("a.csv")));
    file.commit();
    CHECK(content_of(folder.path("a.csv")) == "one,two\n");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a.csv"});
}

TEST_CASE("a file that is not committed leaves nothing and does not touch the old one") {
    const TemporaryFolder folder;
    write_file(folder.path(), "a.csv", "old");
    {
        AtomicFile file{folder.path(), "a.csv"};
        file.append("new");
    }
    CHECK(content_of(folder.path("a.csv")) == "old");
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a.csv"});
}

TEST_CASE("a new file replaces the old one under the same name") {
    const TemporaryFolder folder;
    write_file(folder.path(), "a.csv", "a long old text");
    write_file(folder.path(), "a.csv", "new");
    CHECK(content_of(folder.path("a.csv")) == "new");
}

TEST_CASE("a file that cannot grow is an error with its path, and nothing remains") {
    const TemporaryFolder folder;
    const FileSizeLimit limit{1000};
    const std::string bytes(4000, 'x');
    CHECK_THROWS_WITH(write_file(folder.path(), "a.csv", bytes), folder.path("a.csv") + ": File too large");
    CHECK(names_in(folder.path()).empty());
}

TEST_CASE("a full disk is an error at whichever byte it fills, and nothing remains") {
    const SmallDisk disk;
    if (!disk.is_mounted()) {
        WARN("not allowed to mount a file system: the full disk is tested by the file-size limit only");
        return;
    }
    // The disk has 16 pages of 4 KiB: up to there a file fits, one byte more does not.
    write_file(disk.path(), "fits.csv", std::string(64 * 1024, 'x'));
    CHECK(names_in(disk.path()) == std::vector<std::string>{"fits.csv"});
    CHECK_THROWS_AS(write_file(disk.path(), "a.csv", "x"), IoError);
    std::filesystem::remove(disk.path() + "/fits.csv");
    CHECK_THROWS_WITH(write_file(disk.path(), "a.csv", std::string(64 * 1024 + 1, 'x')),
                      disk.path() + "/a.csv: No space left on device");
    CHECK(names_in(disk.path()).empty());
}

TEST_CASE("a folder that is none is an error with its path") {
    const TemporaryFolder folder;
    CHECK_THROWS_WITH(write_file(folder.path("gone"), "a.csv", "x"),
                      folder.path("gone/a.csv") + ": No such file or directory");
    CHECK_THROWS_WITH(write_file("/dev/full", "a.csv", "x"), "/dev/full/a.csv: Not a directory");
}

TEST_CASE("a rename that fails removes the temporary") {
    const TemporaryFolder folder;
    std::filesystem::create_directories(folder.path("a.csv/inside"));
    CHECK_THROWS_AS(write_file(folder.path(), "a.csv", "x"), IoError);
    CHECK(names_in(folder.path()) == std::vector<std::string>{"a.csv"});
}

TEST_CASE("a link planted under the name of the temporary is not followed") {
    const TemporaryFolder folder;
    write_file(folder.path(), "victim", "untouched");
    const std::string temporary = "." + std::string{"a.csv."} + std::to_string(::getpid()) + ".tmp";
    std::filesystem::create_symlink(folder.path("victim"), folder.path(temporary));
    write_file(folder.path(), "a.csv", "x");
    CHECK(content_of(folder.path("victim")) == "untouched");
    CHECK(content_of(folder.path("a.csv")) == "x");
}

TEST_CASE("only names that this program makes up are its temporaries") {
    CHECK(is_temporary_of(".result.json.1234.tmp", "result.json"));
    CHECK_FALSE(is_temporary_of(".result.json..tmp", "result.json"));
    CHECK_FALSE(is_temporary_of(".result.json.tmp", "result.json"));
    CHECK_FALSE(is_temporary_of(".result.json.12a.tmp", "result.json"));
    CHECK_FALSE(is_temporary_of("result.json.1234.tmp", "result.json"));
    CHECK_FALSE(is_temporary_of(".other.json.1234.tmp", "result.json"));
}

}  // namespace datahall
