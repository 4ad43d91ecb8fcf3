// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.body;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/// Cuts bytes into lines, as many at a time as have arrived: one element per packet, not per line. Blank lines are left
/// out. A line above the limit, or for which there is no memory, is skipped and told as such, the ones after it go on.
/// **Bounded by** one line of the limit's length and one packet, within the memory that all bodies share.
public final class LineFraming extends GraphStage<FlowShape<ByteString, LineFraming.Lines>> {
    /// Why a line was not kept.
    public enum Fault {
        NONE,
        TOO_LONG,
        NO_ROOM
    }

    /// Where a line stands in the bytes of its batch; `number` counts all lines.
    public record Span(int from, int length, int number, Fault fault) {}

    /// Some lines in order, in bytes that they share and nobody writes to any more.
    public static final class Lines {
        private final byte[] bytes;
        private final List<Span> spans;

        Lines(byte[] bytes, List<Span> spans) {
            this.bytes = bytes;
            this.spans = spans;
        }

        public byte[] bytes() {
            return bytes;
        }

        public List<Span> spans() {
            return spans;
        }
    }

    /// Lines that are handled together.
    public static final int BATCH_LINES = 512;

    private static final int INITIAL_BYTES = 8 << 10;

    /// What each body may keep of a line uncounted.
    private static final int FREE_BYTES = 64 << 10;

    private final Inlet<ByteString> in = Inlet.create("bytes");
    private final Outlet<Lines> out = Outlet.create("lines");
    private final FlowShape<ByteString, Lines> shape = FlowShape.of(in, out);
    private final int limitBytes;
    private final IntakeBudget budget;
    private final int firstNumber;

    public LineFraming(int limitBytes, IntakeBudget budget) {
        this(limitBytes, budget, 1);
    }

    /// @param firstNumber of the first line
    public LineFraming(int limitBytes, IntakeBudget budget, int firstNumber) {
        this.firstNumber = firstNumber;
        this.limitBytes = limitBytes;
        this.budget = budget;
    }

    @Override
    public FlowShape<ByteString, Lines> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        /// What has arrived of the lines that were not passed on yet.
        private byte[] work = new byte[INITIAL_BYTES];
        private int length;
        private Fault skipped = Fault.NONE;
        private int number = firstNumber;
        private final IntakeBudget.Share share = budget.open();
        private long counted;

        Logic() {
            super(shape);
            setHandlers(in, out, new AbstractInOutHandler() {
                @Override
                public void onPush() {
                    List<Lines> batches = arrived(grab(in).toArrayUnsafe());
                    if (batches.isEmpty()) {
                        pull(in);
                    } else {
                        emitMultiple(out, batches.iterator());
                    }
                }

                @Override
                public void onPull() {
                    pull(in);
                }

                @Override
                public void onUpstreamFinish() {
                    var last = new ArrayList<Span>();
                    if (skipped != Fault.NONE || length > 0) {
                        addLine(last, 0, length);
                    }
                    emitMultiple(out, batches(last).iterator(), Logic.this::completeStage);
                }
            });
        }

        @Override
        public void postStop() {
            share.close();
        }

        private List<Lines> arrived(byte[] packet) {
            int begin = length;
            append(packet);
            var spans = new ArrayList<Span>();
            int from = 0;
            for (int k = begin; k < length; k++) {
                if (work[k] == '\n') {
                    addLine(spans, from, k - from);
                    from = k + 1;
                }
            }
            if (spans.isEmpty() && from == 0) {
                keepWithinLimit();
                return List.of();
            }
            List<Lines> batches = batches(spans);
            work = Arrays.copyOfRange(work, from, Math.max(length, from + INITIAL_BYTES));
            length -= from;
            share.close();
            counted = 0;
            keepWithinLimit();
            return batches;
        }

        private void addLine(List<Span> spans, int from, int lineLength) {
            Fault fault = skipped == Fault.NONE && lineLength > limitBytes ? Fault.TOO_LONG : skipped;
            if (fault != Fault.NONE) {
                spans.add(new Span(from, 0, number, fault));
            } else if (!blank(from, lineLength)) {
                spans.add(new Span(from, lineLength, number, Fault.NONE));
            }
            skipped = Fault.NONE;
            number++;
        }

        /// What is too long already is forgotten at once, not when it ends.
        private void keepWithinLimit() {
            if (skipped == Fault.NONE && length > limitBytes) {
                skipped = Fault.TOO_LONG;
            } else if (skipped == Fault.NONE && length > FREE_BYTES) {
                long more = work.length - counted;
                skipped = more <= 0 || share.tryGrow(more) ? Fault.NONE : Fault.NO_ROOM;
                counted = work.length;
            }
            if (skipped != Fault.NONE) {
                length = 0;
                work = new byte[INITIAL_BYTES];
                share.close();
                counted = 0;
            }
        }

        private boolean blank(int from, int lineLength) {
            for (int k = from; k < from + lineLength; k++) {
                if (work[k] != ' ' && work[k] != '\t' && work[k] != '\r') {
                    return false;
                }
            }
            return true;
        }

        private void append(byte[] packet) {
            if (length + packet.length > work.length) {
                work = Arrays.copyOf(work, Math.max(length + packet.length, 2 * work.length));
            }
            System.arraycopy(packet, 0, work, length, packet.length);
            length += packet.length;
        }

        private List<Lines> batches(List<Span> spans) {
            var batches = new ArrayList<Lines>();
            for (int k = 0; k < spans.size(); k += BATCH_LINES) {
                batches.add(new Lines(work, spans.subList(k, Math.min(spans.size(), k + BATCH_LINES))));
            }
            return batches;
        }
    }
}
