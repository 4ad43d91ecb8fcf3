// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns;

/// Series to try, the same at every run: SplitMix64 (Steele, Lea, Flood 2014).
public final class Walks {
    private long state;

    public Walks(long seed) {
        state = seed;
    }

    public double next() {
        state += 0x9E3779B97F4A7C15L;
        long z = state;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        z ^= z >>> 31;
        return (z >>> 11) * 0x1p-53;
    }

    public int below(int bound) {
        return (int) (next() * bound);
    }

    public static double[] uniform(long seed, int n) {
        return new Walks(seed).uniform(n);
    }

    public static double[] walk(long seed, int n) {
        return new Walks(seed).walk(n);
    }

    public double[] uniform(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = next();
        }
        return values;
    }

    public double[] walk(int n) {
        double[] values = new double[n];
        double x = 0;
        for (int i = 0; i < n; i++) {
            x += next() - 0.5;
            values[i] = x;
        }
        return values;
    }
}
