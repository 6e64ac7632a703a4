// Any bytes as a stream of operations: both queues behave as a std::multimap, and no invariant breaks.
#include <span>

#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/require.hpp"
#include "tests/support/queue_player.hpp"
#include "tests/unit/kernel/oracle_queue.hpp"
#include "tests/unit/kernel/probe.hpp"

using namespace datahall;

namespace {

// Draws from the input, one byte for each choice; when it is used up the highest, which does nothing.
class ByteDraws {
public:
    explicit ByteDraws(std::span<const std::uint8_t> bytes) : bytes_{bytes} {}

    std::uint64_t next() { return byte(); }
    std::uint32_t below(std::uint32_t n) { return n <= 256 ? byte() % n : (byte() * 256U + byte()) % n; }
    bool is_used_up() const { return bytes_.empty(); }

private:
    std::uint32_t byte() {
        if (bytes_.empty()) return 255;
        const std::uint8_t first = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return first;
    }

    std::span<const std::uint8_t> bytes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const ByteDraws draws{{bytes, size}};
    QueuePlayer<EventQueue, ByteDraws> ladder{draws, QueueKind::ladder};
    QueuePlayer<EventQueue, ByteDraws> heap{draws, QueueKind::heap};
    QueuePlayer<OracleQueue, ByteDraws> oracle{draws};
    while (!oracle.random().is_used_up()) {
        ladder.drive();
        heap.drive();
        oracle.drive();
        EventQueueProbe::check(ladder.queue());
        EventQueueProbe::check(heap.queue());
        require(ladder.seen() == oracle.seen(), "the ladder behaves as a multimap");
        require(heap.seen() == oracle.seen(), "the heap behaves as a multimap");
    }
    return 0;
}
