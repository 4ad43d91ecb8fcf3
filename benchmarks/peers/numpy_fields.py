# SPDX-License-Identifier: Apache-2.0
"""A reaction-diffusion engine and its nine streamed figures as one writes them with NumPy: whole-array operations on
float64, the same equations as io.rivulet.fields.engine.ExplicitEngine. Reads lines "size steps rounds" and answers each
with one line: seconds per step, the best round's, and two figures to compare by."""
import sys
import time

import numpy as np


def laplacian(u):
    return np.roll(u, 1, 0) + np.roll(u, -1, 0) + np.roll(u, 1, 1) + np.roll(u, -1, 1) - 4.0 * u


class Engine:
    def __init__(self, n, alpha=0.18, d_a=0.1, d_h=0.05, r_a=0.01, r_h=0.02, theta=0.75, p=0.25, seed=42):
        self.n, self.alpha, self.d_a, self.d_h = n, alpha, d_a, d_h
        self.r_a, self.r_h, self.theta, self.p = r_a, r_h, theta, p
        self.rng = np.random.default_rng(seed)
        self.v = self.rng.normal(-0.070, 0.005, (n, n))
        self.a = self.rng.uniform(0, 0.1, (n, n))
        self.h = self.rng.uniform(0, 0.1, (n, n))

    def step(self):
        if self.rng.random() < self.p:
            i, j = self.rng.integers(0, self.n, 2)
            self.v[i, j] += self.rng.normal(0.020, 0.005)
        v = self.v + self.alpha * laplacian(self.v)
        a = self.a + self.d_a * laplacian(self.a) + self.r_a * (self.a * (1.0 - self.a) - self.h)
        h = self.h + self.d_h * laplacian(self.h) + self.r_h * (self.a - self.h)
        v[a > self.theta] += 0.005
        self.a, self.h = np.clip(a, 0.0, 1.0), np.clip(h, 0.0, 1.0)
        self.clamped = np.count_nonzero((v < -0.095) | (v > 0.040))
        self.v = np.clip(v, -0.095, 0.040)
        for field in (self.v, self.a, self.h):
            if not np.isfinite(field).all():
                raise ArithmeticError("not finite")


def features(v):
    mask = v > -0.060
    active = int(mask.sum())
    points = []
    for size in (2, 4, 8, 16):
        m = v.shape[0] // size
        boxes = mask[: m * size, : m * size].reshape(m, size, m, size).any(axis=(1, 3))
        count = int(boxes.sum())
        if count:
            points.append((size, count))
    if len(points) < 2:
        dimension = float(len(points))
    else:
        (s0, c0), (s1, c1) = points[0], points[-1]
        dimension = min(2.0, max(0.0, -(np.log(c1) - np.log(c0)) / (np.log(s1) - np.log(s0))))
    gx, gy = np.gradient(v)
    return (1000 * v.mean(), 1000 * v.std(), 1000 * v.min(), 1000 * v.max(), active, active / v.size, dimension,
            float((v ** 2).sum()), float((gx ** 2 + gy ** 2).mean()))


def main():
    for line in sys.stdin:
        n, steps, rounds = (int(word) for word in line.split())
        engine = Engine(n)
        best = float("inf")
        for _ in range(rounds):
            begin = time.perf_counter()
            for _ in range(steps):
                engine.step()
                figures = features(engine.v)
            best = min(best, (time.perf_counter() - begin) / steps)
        print(best, figures[0], figures[1], np.__version__, flush=True)


if __name__ == "__main__":
    main()
