// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import io.rivulet.actors.session.core.Answer.UpdateResult;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.request.CommandRequest;
import io.rivulet.serialization.request.CostMessage;
import io.rivulet.serialization.request.CostRequestReader;
import io.rivulet.serialization.view.ViewJson;
import java.util.concurrent.CompletionStage;

/// The body of `POST /api/v1/swarm/costs`: updates and reports for any sessions, answered as a single one is.
final class BodyOfCosts implements CostIntake.Dialect {
    @Override
    public CostIntake.Read read(byte[] bytes, int from, int length) {
        return new CostIntake.Read.Message(CostRequestReader.readAny(bytes, from, length));
    }

    @Override
    public byte[] accepted(UpdateResult.Accepted accepted, CostMessage message) {
        return CostIntake.acknowledgement(accepted, message);
    }

    @Override
    public byte[] rejected(Problem problem) {
        return ViewJson.rejected(problem);
    }

    @Override
    public CompletionStage<byte[]> command(CommandRequest command) {
        throw new IllegalStateException("no line is read as one");
    }
}
