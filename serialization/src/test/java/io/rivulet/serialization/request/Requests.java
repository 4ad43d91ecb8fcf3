// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rivulet.numerics.linalg.LinearSystem;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.RivuletException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Bodies and what comes of them.
final class Requests {
    static final RequestLimits LIMITS = RequestLimits.DEFAULTS;

    /// A = [[4,1,0],[0,3,2],[1,0,5]]
    static final String CSR =
            "{'rows':3,'cols':3,'data':{'values':[4,1,3,2,1,5],'col_indices':[0,1,1,2,0,2],'row_pointers':[0,2,4,6]}}";

    private Requests() {}

    /// Single quotes stand for double ones.
    static InputStream body(String json) {
        return new ByteArrayInputStream(bytes(json));
    }

    static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    static SolveRequest solve(String json) {
        return (SolveRequest) SolveRequestReader.read(body(json), LIMITS);
    }

    /// A request with the standard matrix and vector, and `more` fields.
    static SolveRequest with(String more) {
        return solve(standard(more));
    }

    static String standard(String more) {
        return "{'matrix':" + CSR + ",'vector':[1,2,3]" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    static LinearSystem systemOf(SolveRequest request) {
        return ((SystemSource.Explicit) request.system()).system();
    }

    static Problem problemOf(ThrowingCallable call) {
        RivuletException e = catchThrowableOfType(RivuletException.class, call);
        if (e == null) {
            throw new AssertionError("nothing was refused");
        }
        return e.problem();
    }

    static CostRequest cost(String json) {
        byte[] bytes = bytes(json);
        return CostRequestReader.read(bytes, 0, bytes.length);
    }
}
