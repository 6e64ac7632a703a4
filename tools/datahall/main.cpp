// The datahall program: simulator of whole datacenters.  Engine and models meet here.
#include "models/builtin.hpp"
#include "tools/datahall/program.hpp"
#include "tools/datahall/signals.hpp"

int main(int argc, char** argv) {
    datahall::prepare_process();
    datahall::Models models;
    datahall::register_builtin(models);
    const std::vector<std::string> words(argc > 0 ? argv + 1 : argv, argv + argc);
    return datahall::run_program(words, models);
}
