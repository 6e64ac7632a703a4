// Every verb in one readable list.  Add yours: a file, a declaration in verbs.hpp, a name here.
#include "tools/datahall/verbs.hpp"

#include <array>

namespace datahall {

std::span<const Verb* const> verbs() {
    static constexpr std::array list{&run_verb,    &plan_verb, &compare_verb, &sweep_verb,    &check_verb,
                                     &verify_verb, &calc_verb, &fabric_verb,  &validate_verb, &explain_verb,
                                     &list_verb,   &pack_verb, &bench_verb,   &version_verb};
    return list;
}

}  // namespace datahall
