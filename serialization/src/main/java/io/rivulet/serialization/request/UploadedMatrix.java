// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.numerics.linalg.Allowance;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.market.MatrixMarket;
import java.io.IOException;
import java.io.InputStream;

/// Reads the body of `POST /api/v1/problems` as it arrives, to its end. How large a matrix may be is decided by the
/// bytes that arrive and the memory that is given.
/// **Thread** any, blocking on its stream.
/// **Errors** [io.rivulet.serialization.problem.RivuletException] with the place of the first fault; an [IOException]
/// is the stream's.
public final class UploadedMatrix {
    private static final long MOST_ENTRIES = Integer.MAX_VALUE - 64;

    private UploadedMatrix() {}

    /// [CsrFormat].
    public static CsrMatrix csr(InputStream in, Allowance memory) throws IOException {
        return CsrFormat.read(in, memory);
    }

    /// A Matrix Market text, plain or gzip.
    public static CsrMatrix market(InputStream in, Allowance memory) throws IOException {
        return MarketFaults.matrix(() -> MatrixMarket.readMatrix(in, MOST_ENTRIES, memory), null);
    }
}
