// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.kernels;

/// The caller alone.
enum SerialTeam implements Team {
    INSTANCE;

    @Override
    public int width() {
        return 1;
    }

    @Override
    public void run(int chunks, ChunkTask task) {
        for (int chunk = 0; chunk < chunks; chunk++) {
            task.run(chunk);
        }
    }
}
