// SPDX-License-Identifier: Apache-2.0
/// SolverWorkflow documents: read, checked against their schema, and what they mean for sessions.
@NullMarked
package io.rivulet.serialization.workflow;

import org.jspecify.annotations.NullMarked;
