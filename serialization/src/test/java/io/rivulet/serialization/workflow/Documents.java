// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.RivuletException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// Workflow documents and what comes of them.
final class Documents {
    private Documents() {}

    /// The document that came with the format.
    static String example() throws IOException {
        try (InputStream in = Documents.class.getResourceAsStream("/workflow/example.yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static WorkflowDocument yaml(String text) {
        return WorkflowReader.read(text.getBytes(StandardCharsets.UTF_8), WorkflowReader.Form.YAML);
    }

    static WorkflowDocument json(String text) {
        return WorkflowReader.read(text.getBytes(StandardCharsets.UTF_8), WorkflowReader.Form.JSON);
    }

    static Problem problemOf(ThrowingCallable call) {
        RivuletException e = catchThrowableOfType(RivuletException.class, call);
        if (e == null) {
            throw new AssertionError("nothing was refused");
        }
        return e.problem();
    }
}
