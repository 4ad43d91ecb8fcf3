// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.workflow;

import java.util.List;

/// A workflow that was read, with its text.
public final class WorkflowDocument {
    private final Workflow workflow;
    private final byte[] json;
    private final List<String> warnings;

    WorkflowDocument(Workflow workflow, byte[] json, List<String> warnings) {
        this.workflow = workflow;
        this.json = json;
        this.warnings = List.copyOf(warnings);
    }

    public Workflow workflow() {
        return workflow;
    }

    /// The whole document as JSON, also what nobody knows; reading it gives the same again.
    public byte[] json() {
        return json.clone();
    }

    /// What was accepted though odd, or has no effect here.
    public List<String> warnings() {
        return warnings;
    }
}
