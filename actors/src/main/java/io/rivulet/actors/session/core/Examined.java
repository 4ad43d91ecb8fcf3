// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session.core;

import io.rivulet.serialization.line.MatrixClassView;

/// What was found out about A as it was at some revision.
public record Examined(MatrixClassView matrixClass, int nnz) {}
