// SPDX-License-Identifier: Apache-2.0
/// SolverWorkflow documents over HTTP.
@NullMarked
package io.rivulet.http.workflow;

import org.jspecify.annotations.NullMarked;
