// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.numerics.partition.Mode;
import io.rivulet.numerics.partition.Routes;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Topology;
import io.rivulet.numerics.partition.machine.Checkpoint;
import io.rivulet.numerics.partition.machine.Envelope;
import io.rivulet.numerics.partition.machine.Finding;
import io.rivulet.numerics.partition.machine.Message;
import io.rivulet.numerics.partition.machine.PartSettings;
import io.rivulet.numerics.partition.machine.Stamp;
import io.rivulet.numerics.partition.machine.Step;
import io.rivulet.numerics.partition.run.Placement;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// What crosses between the nodes of a solve in parts, as bytes: little-endian, a CRC-32C at the end. Not stored: all
/// nodes of a cluster have to be of versions that write the same.
/// **Thread** any.   **Errors** bytes that can't be read throw [CodecException].
public final class PartCodec {
    private PartCodec() {}

    private interface Writing {
        void to(LittleEndianWriter out) throws IOException;
    }

    private interface Reading<T> {
        T from(LittleEndianReader in) throws IOException;
    }

    private static byte[] write(Writing writing) {
        try {
            LittleEndianWriter out = LittleEndianWriter.toMemory();
            writing.to(out);
            return out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
    }

    private static <T> T read(byte[] bytes, Reading<T> reading) {
        try {
            LittleEndianReader in = LittleEndianReader.of(bytes);
            T value = reading.from(in);
            in.finish();
            return value;
        } catch (IOException | IllegalArgumentException e) {
            throw new CodecException("unreadable part of a solve", e);
        }
    }

    // Messages

    public static byte[] encode(Message message) {
        return write(out -> message(out, message));
    }

    public static Message decodeMessage(byte[] bytes) {
        return read(bytes, PartCodec::message);
    }

    public static byte[] encode(Envelope envelope) {
        return write(out -> {
            out.i32(envelope.from());
            out.i32(envelope.to());
            out.i32(envelope.hops());
            message(out, envelope.message());
        });
    }

    public static Envelope decodeEnvelope(byte[] bytes) {
        return read(bytes, in -> new Envelope(in.i32(), in.i32(), in.i32(), message(in)));
    }

    private static void message(LittleEndianWriter out, Message message) throws IOException {
        out.u8(
                switch (message) {
                    case Message.Halo _ -> 1;
                    case Message.RoundHalo _ -> 2;
                    case Message.Ask _ -> 3;
                    case Message.Answer _ -> 4;
                    case Message.Progress _ -> 5;
                });
        stamp(out, message.stamp());
        switch (message) {
            case Message.Halo halo -> vector(out, halo.values());
            case Message.RoundHalo halo -> vector(out, halo.values());
            case Message.Ask ask -> {
                out.i64(ask.placed());
                step(out, ask.step());
            }
            case Message.Answer answer -> finding(out, answer.finding());
            case Message.Progress progress -> {
                out.i64(progress.sweeps());
                out.f64(progress.residual());
            }
        }
    }

    private static Message message(LittleEndianReader in) throws IOException {
        int kind = in.u8();
        Stamp stamp = new Stamp(in.i64(), in.i64(), in.i64(), in.i32(), in.i64());
        return switch (kind) {
            case 1 -> new Message.Halo(stamp, vector(in));
            case 2 -> new Message.RoundHalo(stamp, vector(in));
            case 3 -> new Message.Ask(stamp, in.i64(), step(in));
            case 4 -> new Message.Answer(stamp, finding(in));
            case 5 -> new Message.Progress(stamp, in.i64(), in.f64());
            default -> throw new CodecException("unknown message between parts: " + kind);
        };
    }

    private static void stamp(LittleEndianWriter out, Stamp stamp) throws IOException {
        out.i64(stamp.matrixVersion());
        out.i64(stamp.rhsVersion());
        out.i64(stamp.epoch());
        out.i32(stamp.sender());
        out.i64(stamp.seq());
    }

    private static void step(LittleEndianWriter out, Step step) throws IOException {
        switch (step) {
            case Step.Freeze freeze -> {
                out.u8(1);
                out.f64(freeze.deadBand());
                out.f64(freeze.enough());
            }
            case Step.Deliver _ -> out.u8(2);
            case Step.CoarseEntries _ -> out.u8(3);
            case Step.CgSmooth smooth -> {
                out.u8(4);
                out.flag(smooth.start());
                out.f64(smooth.alpha());
                out.f64(smooth.beta());
            }
            case Step.CgCorrect correct -> {
                out.u8(5);
                vector(out, correct.coarse());
            }
            case Step.GmresSmooth smooth -> {
                out.u8(6);
                out.i32(smooth.j());
                out.f64(smooth.scale());
                vector(out, smooth.h());
            }
            case Step.GmresCorrect correct -> {
                out.u8(7);
                vector(out, correct.coarse());
            }
            case Step.GmresProject project -> {
                out.u8(8);
                vector(out, project.h());
            }
            case Step.GmresUpdate update -> {
                out.u8(9);
                vector(out, update.y());
            }
        }
    }

    private static Step step(LittleEndianReader in) throws IOException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Step.Freeze(in.f64(), in.f64());
            case 2 -> new Step.Deliver();
            case 3 -> new Step.CoarseEntries();
            case 4 -> new Step.CgSmooth(in.flag(), in.f64(), in.f64());
            case 5 -> new Step.CgCorrect(vector(in));
            case 6 -> new Step.GmresSmooth(in.i32(), in.f64(), vector(in));
            case 7 -> new Step.GmresCorrect(vector(in));
            case 8 -> new Step.GmresProject(vector(in));
            case 9 -> new Step.GmresUpdate(vector(in));
            default -> throw new CodecException("unknown step of parts: " + kind);
        };
    }

    private static void finding(LittleEndianWriter out, Finding finding) throws IOException {
        switch (finding) {
            case Finding.Sums sums -> {
                out.u8(1);
                vector(out, sums.sums());
                sparse(out, sums.coarse());
            }
            case Finding.OwnResidual own -> {
                out.u8(2);
                out.f64(own.norm2());
                out.f64(own.normInf());
                out.f64(own.rhsNorm());
                out.f64(own.matrixNorm());
                out.f64(own.scaled());
            }
            case Finding.Block block -> {
                out.u8(3);
                vector(out, block.values());
            }
            case Finding.Coarse coarse -> {
                out.u8(4);
                sparse(out, coarse.entries());
            }
        }
    }

    private static Finding finding(LittleEndianReader in) throws IOException {
        int kind = in.u8();
        return switch (kind) {
            case 1 -> new Finding.Sums(vector(in), sparse(in));
            case 2 -> new Finding.OwnResidual(in.f64(), in.f64(), in.f64(), in.f64(), in.f64());
            case 3 -> new Finding.Block(vector(in));
            case 4 -> new Finding.Coarse(sparse(in));
            default -> throw new CodecException("unknown finding of a part: " + kind);
        };
    }

    private static void vector(LittleEndianWriter out, DenseVector vector) throws IOException {
        out.varint(vector.size());
        out.doubles(vector.values());
    }

    private static DenseVector vector(LittleEndianReader in) throws IOException {
        return DenseVector.adopt(in.doubles(in.count(Double.BYTES)));
    }

    private static void sparse(LittleEndianWriter out, SparseVector vector) throws IOException {
        out.varint(vector.size());
        out.ints(vector.indices());
        out.doubles(vector.values());
    }

    private static SparseVector sparse(LittleEndianReader in) throws IOException {
        int size = in.count(Integer.BYTES + Double.BYTES);
        return SparseVector.adopt(in.ints(size), in.doubles(size));
    }

    // Placements

    public static byte[] encode(Placement placement) {
        return write(out -> {
            out.i64(placement.epoch());
            out.u8(placement.settings().mode().ordinal());
            out.flag(placement.settings().symmetric());
            out.i64(placement.settings().maxFactorBytes());
            out.u8(placement.routes().topology().ordinal());
            out.i32(placement.routes().parts());
            out.i32(placement.routes().arity());
            subdomain(out, placement.subdomain().columns());
            Checkpoint from = placement.from();
            out.flag(from != null);
            if (from != null) {
                out.i64(from.matrixVersion());
                out.i64(from.rhsVersion());
                out.i64(from.epoch());
                out.i64(from.cut());
                vector(out, from.values());
            }
        });
    }

    public static Placement decodePlacement(byte[] bytes) {
        return read(bytes, in -> {
            long epoch = in.i64();
            PartSettings settings = new PartSettings(choice(Mode.values(), in.u8()), in.flag(), in.i64());
            Routes routes = new Routes(choice(Topology.values(), in.u8()), in.i32(), in.i32());
            Subdomain subdomain = Subdomain.of(columns(in));
            Checkpoint from = in.flag()
                    ? new Checkpoint(subdomain.part(), in.i64(), in.i64(), in.i64(), in.i64(), vector(in))
                    : null;
            return new Placement(epoch, subdomain, settings, routes, from);
        });
    }

    private static <T> T choice(T[] all, int number) {
        if (number >= all.length) {
            throw new CodecException("choice " + number + " of " + all.length);
        }
        return all[number];
    }

    private static void subdomain(LittleEndianWriter out, Subdomain.Columns c) throws IOException {
        out.i32(c.part());
        out.i32(c.parts());
        out.i64(c.matrixVersion());
        out.i64(c.rhsVersion());
        out.i32(c.owned());
        ints(out, c.globalOf());
        ints(out, c.matrix().rowStart());
        ints(out, c.matrix().column());
        out.varint(c.matrix().value().length);
        out.doubles(c.matrix().value());
        out.varint(c.rhs().length);
        out.doubles(c.rhs());
        out.i32(c.aggregates());
        ints(out, c.aggregateOf());
        out.varint(c.links().size());
        for (Subdomain.Link link : c.links()) {
            out.i32(link.neighbour());
            ints(out, link.send());
            ints(out, link.receive());
        }
    }

    private static Subdomain.Columns columns(LittleEndianReader in) throws IOException {
        int part = in.i32();
        int parts = in.i32();
        long matrixVersion = in.i64();
        long rhsVersion = in.i64();
        int owned = in.i32();
        int[] globalOf = ints(in);
        int[] rowStart = ints(in);
        int[] column = ints(in);
        double[] value = in.doubles(in.count(Double.BYTES));
        double[] rhs = in.doubles(in.count(Double.BYTES));
        int aggregates = in.i32();
        int[] aggregateOf = ints(in);
        List<Subdomain.Link> links = new ArrayList<>();
        for (int left = in.count(Integer.BYTES); left > 0; left--) {
            links.add(new Subdomain.Link(in.i32(), ints(in), ints(in)));
        }
        CsrMatrix matrix = CsrMatrix.adopt(globalOf.length, rowStart, column, value);
        return new Subdomain.Columns(
                part, parts, matrixVersion, rhsVersion, owned, globalOf, matrix, rhs, aggregates, aggregateOf, links);
    }

    private static void ints(LittleEndianWriter out, int[] values) throws IOException {
        out.varint(values.length);
        out.ints(values);
    }

    private static int[] ints(LittleEndianReader in) throws IOException {
        return in.ints(in.count(Integer.BYTES));
    }
}
