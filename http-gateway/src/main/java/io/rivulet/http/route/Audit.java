// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

import java.util.List;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;

/// Hears of every call that found its route, once its answer begins.
@FunctionalInterface
public interface Audit {
    Audit NONE = (_, _, _, _, _) -> {};

    /// @param caller [Principal#NOBODY] where the gate did not say who it is
    void heard(Place place, HttpRequest request, List<String> captures, Principal caller, HttpResponse answer);
}
