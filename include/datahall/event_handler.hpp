// How an event knows whom to call: a member function bound at compile time.
//
// One constant per bound member, nothing allocated, no std::function.  The name is the compiler's
// own spelling of the member, read only when an error message needs it.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

namespace datahall {

/// What a queue stores about a member function.  Never compare or hash its address where order
/// matters: it differs from run to run.
struct EventHandler {
    void (*call)(void* target, std::uint64_t arg);
    const char* signature;  // contains the member's name; see handler_name()
};

namespace detail {

// Converts to std::uint64_t and to nothing else, so that a handler of a double or an int is refused
// instead of being fed a converted argument.
struct OnlyUint64 {
    template <class T>
    requires std::is_same_v<T, std::uint64_t>
    operator T() const;  // NOLINT(google-explicit-constructor): implicit is the point
};

template <auto Member>
consteval const char* signature_of() {
    return __PRETTY_FUNCTION__;
}

template <auto Member, class T>
void call_member(void* target, std::uint64_t arg) {
    T& object = *static_cast<T*>(target);
    if constexpr (std::is_invocable_v<decltype(Member), T&, OnlyUint64>) {
        (object.*Member)(arg);
    } else {
        (object.*Member)();
    }
}

template <auto Member, class T>
inline constexpr EventHandler handler{&call_member<Member, T>, signature_of<Member>()};

template <class M, class... Args>
inline constexpr bool calls_without_result = [] {
    if constexpr (std::is_invocable_v<M, Args...>) return std::is_void_v<std::invoke_result_t<M, Args...>>;
    return false;
}();

template <class M, class T>
inline constexpr bool takes_event = calls_without_result<M, T&, OnlyUint64> || calls_without_result<M, T&>;

}  // namespace detail

/// A handler, the object it is called on and its argument.
struct EventCall {
    const EventHandler* handler = nullptr;
    void* target = nullptr;
    std::uint64_t arg = 0;
};

/// Binds `Member` to `target` after every check of the pair.  `Reference` is Target&,
/// const Target&, or Target for a temporary.  `arg` is an integer; of larger things, pass the index
/// into a pool that the model owns.
template <auto Member, class Reference, class Arg = std::uint64_t>
EventCall bind_event(std::remove_reference_t<Reference>& target, Arg arg = {}) {
    using Target = std::remove_reference_t<Reference>;
    using Plain = std::remove_const_t<Target>;
    using M = decltype(Member);
    static_assert(std::is_lvalue_reference_v<Reference>,
                  "an event needs a target that outlives it: this one is a temporary");
    static_assert(std::is_member_function_pointer_v<M>, "an event calls a member function: post<&T::f>(...)");
    static_assert(detail::takes_event<M, Plain>,
                  "an event handler is void T::f() or void T::f(std::uint64_t), and T the target's type");
    static_assert(!detail::takes_event<M, Plain> || detail::takes_event<M, Target>,
                  "this target is const, and the handler is not a const member function");
    static_assert(alignof(Target) >= 2,
                  "the target's address must be even: the queue may use its lowest bit");
    static_assert(std::is_integral_v<Arg> && !std::is_same_v<Arg, bool>,
                  "the argument of an event is an integer, such as the index of an id");
    return {&detail::handler<Member, Target>, const_cast<Plain*>(std::addressof(target)),
            static_cast<std::uint64_t>(arg)};
}

}  // namespace datahall
