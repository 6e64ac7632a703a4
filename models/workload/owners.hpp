// Whom the jobs of a trace belong to: names to numbers, in the order of the file.
//
// Four names together are one owner, so that a job of a long trace carries one number.  Memory is for names
// and for the combinations of them that occur, never for jobs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "datahall/identity.hpp"

namespace datahall {

/// Names to dense numbers, from 0.
class NameList {
public:
    std::uint32_t number_of(std::string_view name);
    const std::string& name(std::uint32_t number) const { return *names_[number]; }
    std::size_t size() const { return names_.size(); }

private:
    std::map<std::string, std::uint32_t, std::less<>> numbers_;
    std::vector<const std::string*> names_;  // keys of the map
};

/// As a record of the trace says it; empty: it does not.
struct OwnerNames {
    std::string_view user;
    std::string_view account = {};
    std::string_view partition = {};
    std::string_view qos = {};
};

class Owners {
public:
    /// One number for the same four names.  Names must not hold a zero byte, which no line of text does.
    std::uint32_t number_of(const OwnerNames& names);
    /// The number of each name of an owner, each kind counted for itself.
    const ByIdentity<std::uint32_t>& parts(std::uint32_t owner) const { return parts_[owner]; }
    const std::string& name(std::uint32_t owner, Identity kind) const {
        return names_[kind].name(parts_[owner][kind]);
    }
    std::size_t size() const { return parts_.size(); }

private:
    NameList known_;  // the four names of an owner with a zero byte behind each
    ByIdentity<NameList> names_;
    std::vector<ByIdentity<std::uint32_t>> parts_;  // by owner
    std::string key_;                               // scratch
};

/// The numbers that leave a trace: of each kind from 0, in the order of the first job.
class OwnerNumbers {
public:
    /// Gives numbers to an owner's names unless they have some.
    void note(const Owners& owners, std::uint32_t owner);
    const ByIdentity<std::uint32_t>& of(std::uint32_t owner) const { return numbers_[owner]; }
    const NameList& names(Identity kind) const { return names_[kind]; }

private:
    std::vector<ByIdentity<std::uint32_t>> numbers_;  // by owner
    std::vector<char> is_noted_;
    ByIdentity<NameList> names_;
};

}  // namespace datahall
