// Tasks one after the other in this process, until workers exist.
#include <new>
#include <stdexcept>

#include "datahall/config_error.hpp"

#include "sim/study/process_pool.hpp"

namespace datahall {
namespace {

TaskOutcome run_one(const std::function<std::string(std::size_t)>& task, std::size_t index) {
    try {
        return {.bytes = task(index), .failure = {}, .exit_code = 0};
    } catch (const ConfigError& error) {
        return {.bytes = {}, .failure = error.what(), .exit_code = 3};
    } catch (const IoError& error) {
        return {.bytes = {}, .failure = error.what(), .exit_code = 4};
    } catch (const LimitError& error) {
        return {.bytes = {}, .failure = error.what(), .exit_code = 5};
    } catch (const std::bad_alloc&) {
        return {.bytes = {}, .failure = "out of memory", .exit_code = 5};
    } catch (const std::exception& error) {
        return {.bytes = {}, .failure = error.what(), .exit_code = 70};
    }
}

}  // namespace

std::vector<TaskOutcome> run_in_workers(std::size_t count,
                                        const std::function<std::string(std::size_t)>& task,
                                        const PoolOptions& options) {
    std::vector<TaskOutcome> outcomes(count);
    for (std::size_t i = 0; i < count; ++i) {
        if (options.interrupt && *options.interrupt != 0) break;
        outcomes[i] = run_one(task, i);
        if (options.on_done) options.on_done(i + 1);
    }
    return outcomes;
}

}  // namespace datahall
