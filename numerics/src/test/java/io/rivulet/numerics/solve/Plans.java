// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.solve;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.classify.Classifier;
import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.linalg.CsrMatrix;
import io.rivulet.numerics.linalg.TripletBuilder;
import io.rivulet.numerics.market.RealMatrices;

/// Plans as tests ask for them.
final class Plans {
    private Plans() {}

    static Planned plan(CsrMatrix a, Method method, PreconditionerKind kind) {
        return Planner.plan(RealMatrices.system(a), Classifier.classify(a), method, kind);
    }

    static Plan ok(CsrMatrix a, Method method, PreconditionerKind kind) {
        Planned planned = plan(a, method, kind);
        assertThat(planned).isInstanceOf(Planned.Ok.class);
        return ((Planned.Ok) planned).plan();
    }

    static Plan hybrid(CsrMatrix a) {
        return ok(a, Method.HYBRID, PreconditionerKind.AUTO);
    }

    static CsrMatrix gallery(String recipe) {
        return Gallery.generate(Gallery.parse(recipe));
    }

    static CsrMatrix antidiagonal(int n) {
        TripletBuilder triplets = new TripletBuilder(n);
        for (int i = 0; i < n; i++) {
            triplets.add(i, n - 1 - i, 1.0 + i);
        }
        return triplets.build();
    }

    static CsrMatrix negated(CsrMatrix a) {
        return MatrixClass.scaled(a, -1.0);
    }
}
