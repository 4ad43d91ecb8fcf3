// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.pattern;

import io.rivulet.actors.solver.ComputePool;
import io.rivulet.actors.store.MemoryBudget;
import java.time.InstantSource;

/// What all banks of a node share.
record PatternNode(
        PatternSettings settings,
        BankUpkeep upkeep,
        ComputePool pool,
        MemoryBudget memory,
        PatternFigures figures,
        InstantSource clock) {}
