// Whom a job belongs to: the four names by which schedulers keep accounts, limits and priorities.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace datahall {

enum class Identity : std::uint8_t { user, account, partition, qos };
inline constexpr std::size_t identity_count = 4;
inline constexpr std::array<std::string_view, identity_count> identity_words{"user", "account", "partition",
                                                                             "qos"};
inline constexpr std::array<Identity, identity_count> identities{Identity::user, Identity::account,
                                                                 Identity::partition, Identity::qos};

/// One thing for each identity.
template <class T>
struct ByIdentity {
    std::array<T, identity_count> of{};
    T& operator[](Identity i) { return of[static_cast<std::size_t>(i)]; }
    const T& operator[](Identity i) const { return of[static_cast<std::size_t>(i)]; }
    friend auto operator<=>(const ByIdentity&, const ByIdentity&) = default;
};

/// The numbers that one cluster has for names.
class NameNumbers {
public:
    virtual ~NameNumbers() = default;
    /// One name has one number of a kind, whoever asks and whenever.
    virtual std::uint32_t number_of(Identity kind, std::string_view name) = 0;
};

}  // namespace datahall
