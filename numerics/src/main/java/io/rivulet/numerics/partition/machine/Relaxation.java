// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.partition.Subdomain;
import io.rivulet.numerics.partition.Subdomain.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Restricted additive Schwarz without waiting: x ← x + B·(b − A·x) on the owned rows, with the newest values of
/// others. A frame of values goes out when one of them moved, and all go out every [#RESEND_ROUNDS] rounds, so that
/// what was lost is mended.
/// **Source** Cai, Sarkis 1999; Frommer, Szyld 2001; Chazan, Miranker 1969.
final class Relaxation {
    /// Rounds, turns with sweeps or ticks without, after which values go out whether they moved or not.
    static final int RESEND_ROUNDS = 16;

    /// Sweeps after which the owner is told how far it has come.
    static final int TELL_SWEEPS = 10;

    /// Corrections of at most this part of the largest x are rounding: inexact solvers never stop to make some.
    private static final double ROUNDING = 0x1p-49;

    private final PartState part;
    private final double[] residual;
    private final double[] correction;
    private final List<double[]> lastSent = new ArrayList<>();
    private final long[] newest;
    private double deadBand;
    private double enough;
    private boolean fresh = true;
    private boolean resting;
    private long rounds;
    private long sweeps;
    private long toldAt;
    private double residualNorm = Double.POSITIVE_INFINITY;

    Relaxation(PartState part) {
        this.part = part;
        this.residual = new double[part.extended()];
        this.correction = new double[part.extended()];
        for (Link link : part.subdomain().links()) {
            double[] never = new double[link.send().length];
            Arrays.fill(never, Double.NaN);
            lastSent.add(never);
        }
        this.newest = new long[lastSent.size()];
    }

    void aim(double newDeadBand, double newEnough) {
        deadBand = newDeadBand;
        enough = newEnough;
        resting = false;
    }

    /// All neighbours begin to count anew; they are told everything.
    void newEpoch() {
        Arrays.fill(newest, 0);
        for (double[] sent : lastSent) {
            Arrays.fill(sent, Double.NaN);
        }
        fresh = true;
    }

    /// Values of a neighbour, taken if they are newer than what it sent before.
    void take(int neighbour, long seq, DenseVector values) {
        List<Link> links = part.subdomain().links();
        for (int k = 0; k < links.size(); k++) {
            Link link = links.get(k);
            if (link.neighbour() == neighbour && seq > newest[k] && values.size() == link.receive().length) {
                newest[k] = seq;
                for (int i = 0; i < values.size(); i++) {
                    fresh |= part.x[link.receive()[i]] != values.get(i);
                    part.x[link.receive()[i]] = values.get(i);
                }
            }
        }
    }

    /// Whether a sweep may change anything.
    boolean hasWork() {
        return fresh || !resting;
    }

    /// One sweep; answers the units used.
    long sweep() {
        fresh = false;
        Subdomain subdomain = part.subdomain();
        subdomain.matrix().multiply(-1.0, part.x, residual, 0, part.extended());
        for (int i = 0; i < residual.length; i++) {
            residual[i] += subdomain.rhs()[i];
        }
        residualNorm = Norms.norm2(residual, part.owned());
        part.solver().apply(residual, correction);
        double moved = 0.0;
        double largest = 0.0;
        for (int i = 0; i < part.owned(); i++) {
            part.x[i] += correction[i];
            moved = Math.max(moved, Math.abs(correction[i]));
            largest = Math.max(largest, Math.abs(part.x[i]));
        }
        resting = part.solver().exact() || residualNorm <= enough || moved <= ROUNDING * largest;
        sweeps++;
        return part.sweepCost();
    }

    /// A round is over; answers whether all values go out after it.
    boolean endRound() {
        rounds++;
        return rounds % RESEND_ROUNDS == 0;
    }

    /// Whether it is time to tell the owner again.
    boolean tells() {
        boolean due = resting || sweeps - toldAt >= TELL_SWEEPS;
        toldAt = due ? sweeps : toldAt;
        return due;
    }

    long sweeps() {
        return sweeps;
    }

    double residualNorm() {
        return residualNorm;
    }

    /// What a link's neighbour has to be sent, or nothing.
    double[] due(int k, boolean everything) {
        int[] send = part.subdomain().links().get(k).send();
        double[] sent = lastSent.get(k);
        boolean due = everything && send.length > 0;
        for (int i = 0; i < send.length && !due; i++) {
            due = !(Math.abs(part.x[send[i]] - sent[i]) <= deadBand);
        }
        if (!due) {
            return Task.NOTHING;
        }
        for (int i = 0; i < send.length; i++) {
            sent[i] = part.x[send[i]];
        }
        return sent.clone();
    }
}
