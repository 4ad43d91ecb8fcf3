// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.session;

import io.rivulet.actors.session.MatrixUpload;
import io.rivulet.actors.session.MatrixUpload.Uploaded;
import io.rivulet.actors.session.Sessions;
import io.rivulet.http.body.Bodies;
import io.rivulet.http.body.BodyStream;
import io.rivulet.http.route.AnswerTimeout;
import io.rivulet.http.route.Answers;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Router;
import io.rivulet.http.settings.GatewaySettings;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.serialization.request.CsrFormat;
import io.rivulet.serialization.request.UploadedMatrix;
import io.rivulet.serialization.view.ViewJson;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaType;
import org.apache.pekko.http.javadsl.model.MediaTypes;

/// `POST /api/v1/problems`: a large matrix in, a name out by which sessions are opened on it.
public final class ProblemRoutes {
    static final MediaType CSR = MediaTypes.applicationBinary("vnd.rivulet.csr", true);
    private static final MediaType MATRIX_MARKET = MediaTypes.applicationBinary("x-matrix-market", true);
    private static final int CREATED = 201;
    /// Longer than a store that is there takes for anything.
    private static final Duration STORE_PATIENCE = Duration.ofSeconds(60);

    private final Sessions sessions;
    private final Bodies bodies;
    private final AnswerTimeout timeout;

    public ProblemRoutes(Sessions sessions, Bodies bodies, GatewaySettings settings) {
        this.sessions = sessions;
        this.bodies = bodies;
        this.timeout = AnswerTimeout.below(settings.connections().keepAlive());
    }

    public void addTo(Router router) {
        router.post("/api/v1/problems", this::upload);
    }

    private CompletionStage<HttpResponse> upload(Call call) {
        MediaType type = Bodies.mediaType(
                call.request(), MediaTypes.TEXT_PLAIN, CSR, MATRIX_MARKET, MediaTypes.APPLICATION_OCTET_STREAM);
        boolean csr = type.equals(CSR);
        return bodies.readUpload(call.request(), in -> read(in, csr, call.owner()))
                .thenCompose(timeout::on)
                .thenApply(ProblemRoutes::answer);
    }

    private CompletionStage<Uploaded> read(BodyStream in, boolean csr, String owner) throws IOException {
        try (MatrixUpload upload = sessions.upload(owner, ProblemRoutes::await)) {
            CsrMatrix a;
            if (csr) {
                a = UploadedMatrix.csr(new Copying(in, upload), in.memory());
            } else {
                a = UploadedMatrix.market(in, in.memory());
                CsrFormat.write(a, upload);
            }
            return upload.finish(a);
        }
    }

    /// On the thread of a body, which may block.
    private static <T> T await(CompletionStage<T> stored) {
        return stored.toCompletableFuture()
                .copy()
                .orTimeout(STORE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private static HttpResponse answer(Uploaded uploaded) {
        return Answers.json(
                CREATED, ViewJson.uploaded(uploaded.ref(), uploaded.rows(), uploaded.nnz(), uploaded.matrixClass()));
    }

    /// What is read is written too.
    private static final class Copying extends FilterInputStream {
        private final OutputStream copy;

        Copying(InputStream in, OutputStream copy) {
            super(in);
            this.copy = copy;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            if (b >= 0) {
                copy.write(b);
            }
            return b;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int n = super.read(target, from, length);
            if (n > 0) {
                copy.write(target, from, n);
            }
            return n;
        }
    }
}
