// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.CsrMatrix;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A `solve_request` on an uploaded matrix. What depends on the number of rows is checked once the matrix is there.
public final class SolveOnUpload implements OpenRequest {
    private final @Nullable UUID sessionId;
    private final String ref;
    private final Function<CsrMatrix, SolveRequest> completion;

    SolveOnUpload(@Nullable UUID sessionId, String ref, Function<CsrMatrix, SolveRequest> completion) {
        this.sessionId = sessionId;
        this.ref = ref;
        this.completion = completion;
    }

    @Override
    public @Nullable UUID sessionId() {
        return sessionId;
    }

    /// What `matrix.ref` says; nobody has looked yet whether there is such a matrix.
    public String ref() {
        return ref;
    }

    /// The whole request. `a` is the matrix of [#ref]; memory for a vector beside it is the caller's to have.
    /// **Errors** [io.rivulet.serialization.problem.RivuletException] where vectors, indices or stated sizes don't
    /// fit.
    public SolveRequest on(CsrMatrix a) {
        return completion.apply(a);
    }
}
