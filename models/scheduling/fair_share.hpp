// Who has had how much of a cluster lately, and what that makes of a claim to more.
//
//   raw(t + dt) = raw(t) 2^(-dt/H) + R H / ln 2 (1 - 2^(-dt/H))     [device s]
//   F           = 2^(-(U / S) / d)
// with R devices held in between, H the half-life, U the share of a claim's raw usage in that of all, S its
// normalized shares, d the damping.  Claims are those of users within accounts, or of accounts alone:
//   S = shares of the account / shares of all accounts x shares of the user / shares of the account's users
// among those that have asked for something so far.
//
// Usage is a closed form of the time since it last changed its slope, so that reading it changes nothing and
// no timer is needed.
// Valid for shares of 0 and above; without shares F is 0, without any usage 1.
// Cost: O(1) to read, and O(log claims) for a pair of numbers that is not known yet.
// Source: SchedMD, "Multifactor Priority Plugin" of Slurm's documentation (half-life, shares, damping).
#pragma once

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace datahall {

/// Device seconds that halve with time, while some devices are held.
class DecayingUsage {
public:
    explicit DecayingUsage(double half_life_s) : half_life_s_{half_life_s} {}

    double at(std::int64_t now_ns) const;
    /// From now on so many devices more, or fewer, are held.
    void change(std::int64_t now_ns, std::int64_t devices);

private:
    double half_life_s_;
    double raw_ = 0.0;
    std::int64_t since_ns_ = 0;
    std::int64_t devices_ = 0;
};

class FairShare {
public:
    struct Settings {
        double half_life_s = 7 * 86'400.0;
        double damping = 1.0;
        bool is_by_account = false;                               // all users of an account are one
        std::map<std::uint32_t, std::uint32_t> user_shares = {};  // of others: 1
        std::map<std::uint32_t, std::uint32_t> account_shares = {};
    };

    explicit FairShare(Settings settings) : settings_{std::move(settings)} {}

    /// The number of a claim, which from now on counts among its siblings.
    std::uint32_t claim_of(std::uint32_t account, std::uint32_t user);
    void change(std::uint32_t claim, std::int64_t now_ns, std::int64_t devices);
    /// F of a claim.
    double factor(std::uint32_t claim, std::int64_t now_ns) const;
    /// S of a claim.
    double shares(std::uint32_t claim) const;
    std::size_t claims() const { return claims_.size(); }

private:
    struct Account {
        std::uint64_t shares = 0;
        std::uint64_t of_users = 0;  // sum
    };
    struct Claim {
        std::uint32_t account = 0;
        std::uint64_t shares = 0;
        DecayingUsage usage;
    };

    Settings settings_;
    DecayingUsage total_{settings_.half_life_s};
    std::uint64_t of_accounts_ = 0;  // sum of shares
    std::map<std::uint32_t, Account> accounts_;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> numbers_;
    std::vector<Claim> claims_;
};

}  // namespace datahall
