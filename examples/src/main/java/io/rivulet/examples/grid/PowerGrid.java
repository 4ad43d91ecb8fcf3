// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.grid;

import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.numerics.linalg.TripletBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// A grid as its DC power flow sees it: B·θ = P, with θ the voltage angles in radians of all buses but the grounded
/// one and P the injected power in per unit of [#BASE_MVA]. B is a grounded graph Laplacian: weakly dominant,
/// strictly only beside the grounded bus.
/// **Source** Stott, Jardim, Alsaç, *DC Power Flow Revisited*, IEEE Trans. Power Systems 24 (2009).
///
/// @param slackBus the grounded bus, at angle 0
/// @param buses the other buses; bus k is unknown k
/// @param injections generation minus load of each unknown, per unit
public record PowerGrid(
        String name, String slackBus, List<String> buses, List<Branch> branches, DenseVector injections) {
    /// Power in one unit of the per-unit system.
    public static final double BASE_MVA = 100.0;

    /// Index of the grounded bus in a [Branch].
    public static final int SLACK = -1;

    public PowerGrid {
        buses = List.copyOf(buses);
        branches = List.copyOf(branches);
    }

    /// B and P with every branch in service.
    public LinearSystem system() {
        TripletBuilder b = new TripletBuilder(buses.size());
        for (Branch branch : branches) {
            addOneEnd(b, branch.from(), branch.to(), branch.susceptance());
            addOneEnd(b, branch.to(), branch.from(), branch.susceptance());
        }
        return new LinearSystem(b.build(), injections);
    }

    private static void addOneEnd(TripletBuilder b, int here, int there, double susceptance) {
        if (here == SLACK) {
            return;
        }
        b.add(here, here, susceptance);
        if (there != SLACK) {
            b.add(here, there, -susceptance);
        }
    }

    /// The entry changes that take `branch` out of service, given the matrix as it is now. Its parallel branches
    /// stay.
    public List<EntryChange> trip(Branch branch, CsrMatrix now) {
        List<EntryChange> changes = new ArrayList<>();
        for (int end : new int[] {branch.from(), branch.to()}) {
            if (end != SLACK) {
                double old = now.get(end, end);
                changes.add(new EntryChange(end, end, old - branch.susceptance(), old));
            }
        }
        if (branch.from() != SLACK && branch.to() != SLACK) {
            double old = now.get(branch.from(), branch.to());
            changes.add(new EntryChange(branch.from(), branch.to(), old + branch.susceptance(), old));
            changes.add(new EntryChange(branch.to(), branch.from(), old + branch.susceptance(), old));
        }
        return changes;
    }

    /// The buses without a path to the grounded one while the branches `out` are out of service. Where there are any,
    /// their angles are not determined, B is singular, and no trip that leads there should be carried out.
    public List<String> cutOff(Collection<Branch> out) {
        Set<Branch> missing = Set.copyOf(out);
        List<Branch> inService =
                branches.stream().filter(b -> !missing.contains(b)).toList();
        BitSet reached = new BitSet(buses.size());
        Deque<Integer> toVisit = new ArrayDeque<>(List.of(SLACK));
        while (!toVisit.isEmpty()) {
            int here = toVisit.remove();
            for (Branch branch : inService) {
                int there = branch.from() == here ? branch.to() : branch.to() == here ? branch.from() : SLACK;
                if (there != SLACK && !reached.get(there)) {
                    reached.set(there);
                    toVisit.add(there);
                }
            }
        }
        return IntStream.range(0, buses.size())
                .filter(bus -> !reached.get(bus))
                .mapToObj(buses::get)
                .toList();
    }

    /// Power over `branch` in MW at the angles `theta`.
    public double flowMegawatts(Branch branch, double[] theta) {
        return BASE_MVA * branch.susceptance() * (angle(branch.from(), theta) - angle(branch.to(), theta));
    }

    private static double angle(int unknown, double[] theta) {
        return unknown == SLACK ? 0.0 : theta[unknown];
    }
}
