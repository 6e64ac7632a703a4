#include "models/scheduling/fair_share.hpp"

#include "datahall/math.hpp"

namespace datahall {
namespace {

constexpr double ln2 = 0.693147180559945309417;

std::uint32_t shares_of(const std::map<std::uint32_t, std::uint32_t>& shares, std::uint32_t number) {
    const auto known = shares.find(number);
    return known == shares.end() ? 1 : known->second;
}

}  // namespace

double DecayingUsage::at(std::int64_t now_ns) const {
    const double half_lives = static_cast<double>(now_ns - since_ns_) * 1e-9 / half_life_s_;
    const double left = raw_ == 0.0 ? 0.0 : raw_ * math::pow(2.0, -half_lives);
    if (devices_ == 0) return left;
    return left - static_cast<double>(devices_) * half_life_s_ / ln2 * math::expm1(-half_lives * ln2);
}

void DecayingUsage::change(std::int64_t now_ns, std::int64_t devices) {
    raw_ = at(now_ns);
    since_ns_ = now_ns;
    devices_ += devices;
}

std::uint32_t FairShare::claim_of(std::uint32_t account, std::uint32_t user) {
    if (settings_.is_by_account) user = 0;
    const auto next = static_cast<std::uint32_t>(claims_.size());
    const auto [at, is_new] = numbers_.try_emplace({account, user}, next);
    if (!is_new) return at->second;
    const auto [owner, is_new_account] = accounts_.try_emplace(account);
    if (is_new_account) {
        owner->second.shares = shares_of(settings_.account_shares, account);
        of_accounts_ += owner->second.shares;
    }
    const std::uint64_t shares = settings_.is_by_account ? 1 : shares_of(settings_.user_shares, user);
    owner->second.of_users += shares;
    claims_.push_back({.account = account, .shares = shares, .usage = DecayingUsage{settings_.half_life_s}});
    return next;
}

void FairShare::change(std::uint32_t claim, std::int64_t now_ns, std::int64_t devices) {
    claims_[claim].usage.change(now_ns, devices);
    total_.change(now_ns, devices);
}

double FairShare::shares(std::uint32_t claim) const {
    const Claim& c = claims_[claim];
    const Account& account = accounts_.find(c.account)->second;
    if (c.shares == 0 || account.shares == 0) return 0.0;
    return static_cast<double>(account.shares) / static_cast<double>(of_accounts_) *
           (static_cast<double>(c.shares) / static_cast<double>(account.of_users));
}

double FairShare::factor(std::uint32_t claim, std::int64_t now_ns) const {
    const double own_shares = shares(claim);
    if (own_shares == 0.0) return 0.0;
    const double all = total_.at(now_ns);
    if (all <= 0.0) return 1.0;
    const double used = claims_[claim].usage.at(now_ns) / all;
    return math::pow(2.0, -(used / own_shares) / settings_.damping);
}

}  // namespace datahall
