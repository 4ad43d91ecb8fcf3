// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SessionEvent.MembersChanged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/// The stored form of members and cost reports, little-endian.
/// **Thread** any.   **Errors** bytes that can't be read throw [CodecException].
public final class SwarmCodec {
    private SwarmCodec() {}

    /// Reports of one sender on their way to another node.
    public static byte[] encode(List<CostReport> reports) {
        try {
            LittleEndianWriter out = LittleEndianWriter.toMemory();
            out.varint(reports.size());
            for (CostReport report : reports) {
                writeReport(out, report);
            }
            return out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
    }

    public static List<CostReport> decode(byte[] bytes) {
        try {
            LittleEndianReader in = LittleEndianReader.of(bytes);
            List<CostReport> reports = new ArrayList<>();
            for (int left = in.count(26); left > 0; left--) {
                reports.add(readReport(in));
            }
            in.finish();
            return reports;
        } catch (IOException | IllegalArgumentException e) {
            throw new CodecException("unreadable reports", e);
        }
    }

    /// Whether any of them brought a key: then their form has one more field each.
    static boolean withKeys(List<SwarmMember> members) {
        return members.stream().anyMatch(member -> member.publicKey() != null);
    }

    static void write(LittleEndianWriter out, MembersChanged e) throws IOException {
        out.i64(e.epoch());
        out.i64(e.atMillis());
        writeMembers(out, e.members(), withKeys(e.members()));
        out.i64(e.seqReservedTo());
    }

    static MembersChanged readMembersChanged(LittleEndianReader in, boolean withKeys) throws IOException {
        return new MembersChanged(in.i64(), in.i64(), readMembers(in, withKeys), in.i64());
    }

    static void write(LittleEndianWriter out, CostsReported e) throws IOException {
        writeReport(out, e.report());
        out.i64(e.receivedMillis());
        out.i64(e.staleBeforeMillis());
        out.u8(e.judgement().ordinal());
        writeSparse(out, e.combined());
        out.i64(e.revision());
        out.i64(e.seqReservedTo());
    }

    static CostsReported readCostsReported(LittleEndianReader in) throws IOException {
        return new CostsReported(
                readReport(in), in.i64(), in.i64(), judgement(in.u8()), readSparse(in), in.i64(), in.i64());
    }

    private static CostsReported.Judgement judgement(int ordinal) {
        CostsReported.Judgement[] all = CostsReported.Judgement.values();
        if (ordinal >= all.length) {
            throw new CodecException("judgement " + ordinal);
        }
        return all[ordinal];
    }

    static void write(LittleEndianWriter out, SwarmSnapshot s, boolean withKeys) throws IOException {
        out.i64(s.epoch());
        writeMembers(out, s.members(), withKeys);
        out.varint(s.reporters().size());
        for (SwarmSnapshot.Reporter reporter : s.reporters()) {
            out.text(reporter.nodeId());
            out.f64(reporter.latencyMs());
            out.varint(reporter.reports());
            out.varint(reporter.outside());
            out.varint(reporter.streak());
            out.flag(reporter.distrusted());
            out.varint(reporter.kept().size());
            long before = 0;
            for (SwarmSnapshot.Kept kept : reporter.kept()) {
                out.zigzag(kept.timestampMillis() - before);
                before = kept.timestampMillis();
                out.zigzag(kept.receivedMillis() - before);
                out.f64(kept.confidence());
                writeSparse(out, kept.costs());
            }
        }
        writeSparse(out, s.combined());
    }

    static SwarmSnapshot readSwarm(LittleEndianReader in, boolean withKeys) throws IOException {
        long epoch = in.i64();
        List<SwarmMember> members = readMembers(in, withKeys);
        List<SwarmSnapshot.Reporter> reporters = new ArrayList<>();
        for (int left = in.count(14); left > 0; left--) {
            reporters.add(new SwarmSnapshot.Reporter(
                    in.text(), in.f64(), in.varint(), in.varint(), (int) in.varint(), in.flag(), readKept(in)));
        }
        return new SwarmSnapshot(epoch, members, reporters, readSparse(in));
    }

    private static List<SwarmSnapshot.Kept> readKept(LittleEndianReader in) throws IOException {
        List<SwarmSnapshot.Kept> kept = new ArrayList<>();
        long before = 0;
        for (int left = in.count(11); left > 0; left--) {
            before += in.zigzag();
            kept.add(new SwarmSnapshot.Kept(before, before + in.zigzag(), in.f64(), readSparse(in)));
        }
        return kept;
    }

    private static void writeReport(LittleEndianWriter out, CostReport report) throws IOException {
        out.text(report.nodeId());
        out.i64(report.timestampMillis());
        out.f64(report.confidence());
        out.f64(report.latencyMs());
        writeSparse(out, report.costs());
    }

    private static CostReport readReport(LittleEndianReader in) throws IOException {
        return new CostReport(in.text(), in.i64(), in.f64(), in.f64(), readSparse(in));
    }

    private static void writeMembers(LittleEndianWriter out, List<SwarmMember> members, boolean keys)
            throws IOException {
        out.varint(members.size());
        for (SwarmMember member : members) {
            out.text(member.nodeId());
            int roles = 0;
            for (MemberRole role : member.roles()) {
                roles |= 1 << role.ordinal();
            }
            out.u8(roles);
            out.i64(member.epoch());
            out.varint(member.capabilities().size());
            for (String capability : member.capabilities()) {
                out.text(capability);
            }
            out.text(member.version());
            if (keys) {
                out.nullableText(member.publicKey());
            }
        }
    }

    private static List<SwarmMember> readMembers(LittleEndianReader in, boolean keys) throws IOException {
        List<SwarmMember> members = new ArrayList<>();
        for (int left = in.count(12); left > 0; left--) {
            members.add(new SwarmMember(
                    in.text(), roles(in.u8()), in.i64(), texts(in), in.text(), keys ? in.nullableText() : null));
        }
        return members;
    }

    private static List<MemberRole> roles(int bits) {
        List<MemberRole> roles = new ArrayList<>();
        for (MemberRole role : MemberRole.values()) {
            if ((bits & 1 << role.ordinal()) != 0) {
                roles.add(role);
            }
        }
        if (bits >>> MemberRole.values().length != 0) {
            throw new CodecException("roles " + bits);
        }
        return roles;
    }

    private static List<String> texts(LittleEndianReader in) throws IOException {
        List<String> texts = new ArrayList<>();
        for (int left = in.count(1); left > 0; left--) {
            texts.add(in.text());
        }
        return texts;
    }

    private static void writeSparse(LittleEndianWriter out, SparseVector entries) throws IOException {
        out.varint(entries.size());
        out.ints(entries.indices());
        out.doubles(entries.values());
    }

    private static SparseVector readSparse(LittleEndianReader in) throws IOException {
        int size = in.count(12);
        return SparseVector.adopt(in.ints(size), in.doubles(size));
    }
}
