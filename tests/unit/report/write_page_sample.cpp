// Writes the page of the sample comparison to standard output, to look at it:
//
//     ninja -C build/ci page_sample && build/ci/tests/unit/report/page_sample > /tmp/page.html
#include <iostream>

#include "sim/report/comparison_page.hpp"
#include "tests/unit/report/page_sample.hpp"

int main() {
    std::cout << datahall::comparison_page(datahall::test::sample_comparison());
    return std::cout.good() ? 0 : 1;
}
