// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.limit;

import io.rivulet.actors.limit.core.StreamGrant;
import io.rivulet.actors.limit.core.StreamOrder;
import io.rivulet.actors.limit.core.TokenGrant;
import io.rivulet.actors.limit.core.TokenOrder;
import java.util.concurrent.CompletionStage;

/// The way to the limiter of a caller, wherever it is. Stages fail where it can't be reached.
/// **Thread** any.
public interface LimiterDoor {
    CompletionStage<TokenGrant> lease(String caller, TokenOrder order);

    CompletionStage<StreamGrant> hold(String caller, StreamOrder order);
}
