// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.rivulet.actors.follow.FollowerMessage;
import io.rivulet.actors.pattern.core.BankAnswer;
import io.rivulet.actors.pattern.core.BankOrder;
import io.rivulet.actors.session.core.Answer;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.machine.Envelope;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.run.Placement;
import io.rivulet.serialization.event.CodecException;
import io.rivulet.serialization.event.EventCodec;
import io.rivulet.serialization.event.PartCodec;
import io.rivulet.serialization.event.SessionEvent;
import io.rivulet.serialization.event.SwarmCodec;
import io.rivulet.serialization.line.JsonFragment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/// Teaches `jackson-cbor` the values that cross between nodes and are not plain records: events travel in their own
/// stored form, numbers in bulk as little-endian bytes, and sealed families under short names (never class names).
/// Added to Pekko's list of Jackson modules by this module's `reference.conf`.
public final class ClusterMessagesModule extends SimpleModule {
    private static final long serialVersionUID = 1L;
    private static final int SPARSE_ENTRY_BYTES = Double.BYTES + Integer.BYTES;

    public ClusterMessagesModule() {
        super("rivulet-cluster-messages");
        asBytes(JsonFragment.class, JsonFragment::bytes, JsonFragment::adopt);
        asBytes(DenseVector.class, ClusterMessagesModule::bytesOf, ClusterMessagesModule::vectorOf);
        asBytes(SparseVector.class, ClusterMessagesModule::bytesOf, ClusterMessagesModule::sparseOf);
        asBytes(SessionEvent.SessionOpened.class, ClusterMessagesModule::bytesOf, bytes ->
                (SessionEvent.SessionOpened) eventOf(bytes));
        asBytes(SessionEvent.CostsApplied.class, ClusterMessagesModule::bytesOf, bytes ->
                (SessionEvent.CostsApplied) eventOf(bytes));
        asBytes(Message.class, PartCodec::encode, PartCodec::decodeMessage);
        asBytes(Envelope.class, PartCodec::encode, PartCodec::decodeEnvelope);
        asBytes(Placement.class, PartCodec::encode, PartCodec::decodePlacement);
        asBytes(UpdateBatch.class, ClusterMessagesModule::bytesOf, ClusterMessagesModule::batchOf);
        asBytes(
                ReportBatch.class,
                batch -> SwarmCodec.encode(batch.reports()),
                bytes -> new ReportBatch(SwarmCodec.decode(bytes)));
        setMixInAnnotation(Answer.class, AnswerNames.class);
        setMixInAnnotation(Answer.UpdateResult.class, UpdateResultNames.class);
        setMixInAnnotation(FollowerMessage.class, FollowerMessageNames.class);
        setMixInAnnotation(BankOrder.class, BankOrderNames.class);
        setMixInAnnotation(BankAnswer.class, BankAnswerNames.class);
    }

    private <T> void asBytes(Class<T> type, Function<T, byte[]> out, Function<byte[], T> in) {
        addSerializer(type, new BytesSerializer<>(type, out));
        addDeserializer(type, new BytesDeserializer<>(type, in));
    }

    private static byte[] bytesOf(DenseVector vector) {
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(vector.size(), Double.BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.asDoubleBuffer().put(vector.values());
        return out.array();
    }

    private static DenseVector vectorOf(byte[] bytes) {
        double[] values = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asDoubleBuffer().get(values);
        return DenseVector.adopt(values);
    }

    /// All values, then all indices.
    private static byte[] bytesOf(SparseVector vector) {
        ByteBuffer out = ByteBuffer.allocate(Math.multiplyExact(vector.size(), SPARSE_ENTRY_BYTES))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double value : vector.values()) {
            out.putDouble(value);
        }
        for (int index : vector.indices()) {
            out.putInt(index);
        }
        return out.array();
    }

    private static SparseVector sparseOf(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int size = bytes.length / SPARSE_ENTRY_BYTES;
        double[] values = new double[size];
        int[] indices = new int[size];
        in.asDoubleBuffer().get(values);
        in.position(size * Double.BYTES);
        in.asIntBuffer().get(indices);
        return SparseVector.adopt(indices, values);
    }

    /// One byte for the length of the manifest, the manifest, the event.
    private static byte[] bytesOf(SessionEvent event) {
        byte[] manifest = EventCodec.manifest(event).getBytes(StandardCharsets.US_ASCII);
        byte[] body = EventCodec.encode(event);
        return ByteBuffer.allocate(1 + manifest.length + body.length)
                .put((byte) manifest.length)
                .put(manifest)
                .put(body)
                .array();
    }

    private static SessionEvent eventOf(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] manifest = new byte[in.get()];
        in.get(manifest);
        byte[] body = new byte[in.remaining()];
        in.get(body);
        return EventCodec.decode(new String(manifest, StandardCharsets.US_ASCII), body);
    }

    /// The length of the event, the event, one byte an update: its depth, which nodes of before write here alone.
    private static byte[] bytesOf(UpdateBatch batch) {
        byte[] event = bytesOf(new SessionEvent.CostsApplied(0, 0, batch.updates(), 0));
        ByteBuffer out = ByteBuffer.allocate(
                Integer.BYTES + event.length + batch.updates().size());
        out.putInt(event.length).put(event);
        batch.updates().forEach(update -> out.put((byte) update.depth()));
        return out.array();
    }

    private static UpdateBatch batchOf(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int length = in.getInt();
        if (length < 0 || length > in.remaining()) {
            throw new CodecException("a batch of updates whose first event has " + length + " bytes of "
                    + in.remaining() + "; is the node that sent it of another release?");
        }
        byte[] event = new byte[length];
        in.get(event);
        return new UpdateBatch(((SessionEvent.CostsApplied) eventOf(event))
                .updates().stream()
                        .map(update -> update.within(Byte.toUnsignedInt(in.get())))
                        .toList());
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Answer.Refused.class, name = "refused"),
        @JsonSubTypes.Type(value = Answer.Opened.class, name = "opened"),
        @JsonSubTypes.Type(value = Answer.UpdateResults.class, name = "updates"),
        @JsonSubTypes.Type(value = Answer.Status.class, name = "status"),
        @JsonSubTypes.Type(value = Answer.Solution.class, name = "solution"),
        @JsonSubTypes.Type(value = Answer.PolledX.class, name = "polled-x"),
        @JsonSubTypes.Type(value = Answer.Costs.class, name = "costs"),
        @JsonSubTypes.Type(value = Answer.Entries.class, name = "entries"),
        @JsonSubTypes.Type(value = Answer.Gradient.class, name = "gradient"),
        @JsonSubTypes.Type(value = Answer.WhatIf.class, name = "what-if"),
        @JsonSubTypes.Type(value = Answer.ForkPoint.class, name = "fork-point"),
        @JsonSubTypes.Type(value = Answer.Forked.class, name = "forked"),
        @JsonSubTypes.Type(value = Answer.Verification.class, name = "verification"),
        @JsonSubTypes.Type(value = Answer.Joined.class, name = "joined"),
        @JsonSubTypes.Type(value = Answer.SwarmMembers.class, name = "swarm"),
        @JsonSubTypes.Type(value = Answer.Done.class, name = "done")
    })
    private interface AnswerNames {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Answer.UpdateResult.Accepted.class, name = "accepted"),
        @JsonSubTypes.Type(value = Answer.UpdateResult.Rejected.class, name = "rejected")
    })
    private interface UpdateResultNames {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FollowerMessage.Lines.class, name = "lines"),
        @JsonSubTypes.Type(value = FollowerMessage.Parcelled.class, name = "parcel"),
        @JsonSubTypes.Type(value = FollowerMessage.Moved.class, name = "moved")
    })
    private interface FollowerMessageNames {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BankOrder.Store.class, name = "store"),
        @JsonSubTypes.Type(value = BankOrder.Delete.class, name = "delete"),
        @JsonSubTypes.Type(value = BankOrder.Record.class, name = "record"),
        @JsonSubTypes.Type(value = BankOrder.Observe.class, name = "observe"),
        @JsonSubTypes.Type(value = BankOrder.Recall.class, name = "recall"),
        @JsonSubTypes.Type(value = BankOrder.Survey.class, name = "survey"),
        @JsonSubTypes.Type(value = BankOrder.Search.class, name = "search"),
        @JsonSubTypes.Type(value = BankOrder.Match.class, name = "match")
    })
    private interface BankOrderNames {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = BankAnswer.Refused.class, name = "refused"),
        @JsonSubTypes.Type(value = BankAnswer.Stored.class, name = "stored"),
        @JsonSubTypes.Type(value = BankAnswer.Deleted.class, name = "deleted"),
        @JsonSubTypes.Type(value = BankAnswer.Recalled.class, name = "recalled"),
        @JsonSubTypes.Type(value = BankAnswer.Surveyed.class, name = "surveyed"),
        @JsonSubTypes.Type(value = BankAnswer.Found.class, name = "found"),
        @JsonSubTypes.Type(value = BankAnswer.Signalled.class, name = "signalled")
    })
    private interface BankAnswerNames {}

    private static final class BytesSerializer<T> extends StdSerializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<T, byte[]> out;

        private BytesSerializer(Class<T> type, Function<T, byte[]> out) {
            super(type);
            this.out = out;
        }

        @Override
        public void serialize(T value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            generator.writeBinary(out.apply(value));
        }
    }

    private static final class BytesDeserializer<T> extends StdDeserializer<T> {
        private static final long serialVersionUID = 1L;
        private final transient Function<byte[], T> in;

        private BytesDeserializer(Class<T> type, Function<byte[], T> in) {
            super(type);
            this.in = in;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return in.apply(parser.getBinaryValue());
        }
    }
}
