// Signals and the three standard streams, set up so that nothing ends the program by surprise.
#pragma once

#include <csignal>

namespace datahall {

/// Writing to a closed pipe and beyond a file-size limit become errors of write(); descriptors 0 to 2
/// are all open, so that no result file can land on one of them.  Call first.
void prepare_process();

/// From here on the first SIGINT or SIGTERM is only noted; the second ends the process at once.
void catch_interrupts();

/// 0, or the signal that was noted.
const volatile std::sig_atomic_t& interrupt_signal();

}  // namespace datahall
