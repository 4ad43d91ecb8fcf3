// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import io.rivulet.http.body.IntakeBudget;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInOutHandler;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.util.ByteString;

/// Holds answers for a client that sends everything before it reads anything: without room for them both sides would
/// wait for each other. When the room is full, reading the request stops.
/// **Bounded by** its own limit and the memory that all bodies share.
final class AckBuffer extends GraphStage<FlowShape<ByteString, ByteString>> {
    private static final long STEP_BYTES = 1 << 20;

    private final Inlet<ByteString> in = Inlet.create("answers");
    private final Outlet<ByteString> out = Outlet.create("held");
    private final FlowShape<ByteString, ByteString> shape = FlowShape.of(in, out);
    private final long limitBytes;
    private final IntakeBudget budget;

    AckBuffer(long limitBytes, IntakeBudget budget) {
        this.limitBytes = limitBytes;
        this.budget = budget;
    }

    @Override
    public FlowShape<ByteString, ByteString> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends GraphStageLogic {
        private final Deque<ByteString> held = new ArrayDeque<>();
        private final IntakeBudget.Share share = budget.open();
        private long heldBytes;
        private long reserved;

        Logic() {
            super(shape);
            setHandlers(in, out, new AbstractInOutHandler() {
                @Override
                public void onPush() {
                    ByteString answers = grab(in);
                    held.add(answers);
                    heldBytes += answers.size();
                    passOn();
                    pullWithinLimit();
                }

                @Override
                public void onPull() {
                    passOn();
                    pullWithinLimit();
                }

                @Override
                public void onUpstreamFinish() {
                    emitMultiple(out, held.iterator(), Logic.this::completeStage);
                }
            });
        }

        @Override
        public void preStart() {
            pull(in);
        }

        @Override
        public void postStop() {
            share.close();
        }

        private void passOn() {
            if (!held.isEmpty() && isAvailable(out)) {
                ByteString next = held.remove();
                heldBytes -= next.size();
                push(out, next);
            }
        }

        private void pullWithinLimit() {
            if (!hasBeenPulled(in) && !isClosed(in) && roomForMore()) {
                pull(in);
            }
        }

        private boolean roomForMore() {
            if (heldBytes < reserved || held.isEmpty()) {
                return true;
            }
            if (reserved < limitBytes && share.tryGrow(STEP_BYTES)) {
                reserved += STEP_BYTES;
                return true;
            }
            return false;
        }
    }
}
