// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

/// What opens a session: a whole request, or one that names an uploaded matrix or a workflow.
public sealed interface OpenRequest permits SolveRequest, SolveOnUpload, SolveUnder {}
