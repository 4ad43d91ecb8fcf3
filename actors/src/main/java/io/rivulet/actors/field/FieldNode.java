// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.field;

import io.rivulet.actors.parcel.Parcels;
import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.FieldStore;
import io.rivulet.actors.store.MemoryBudget;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What all simulations of a node share.
///
/// @param resumeWindow for which a simulation that nobody watches is kept for those who come back
record FieldNode(
        ComputePool pool,
        FieldStore store,
        MemoryBudget memory,
        Parcels parcels,
        FieldFigures figures,
        InstantSource clock,
        LongSupplier nanoTime,
        long sliceNanos,
        Duration resumeWindow) {}
