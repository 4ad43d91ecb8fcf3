// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.field.core;

import com.fasterxml.jackson.databind.node.ObjectNode;

/// What a connection wants done. Streams go by a number that no other stream of the connection ever had.
public sealed interface FieldOutput {
    /// An answer; those go before data.
    record Say(ObjectNode message) implements FieldOutput {}

    /// Remember that `once` was heard, or find that it was: [FieldConversation#heard] is to follow. Until
    /// then no message is to be read.
    record Remember(String once) implements FieldOutput {}

    /// @param after the step that the client has seen; -1: none
    record Watch(int stream, String simulation, StreamWish wish, long after) implements FieldOutput {}

    /// The stream's steps of interest have changed.
    record Rewatch(int stream, StreamWish wish) implements FieldOutput {}

    /// @param keep whether somebody may come back for it
    record Leave(int stream, boolean keep) implements FieldOutput {}

    record Picture(int stream) implements FieldOutput {}

    /// Keep what a token stands for, [FieldConversation#kept] is to follow.
    record KeepToken(int stream, String token, byte[] content) implements FieldOutput {}

    /// Find and forget what a token stands for, [FieldConversation#found] is to follow. Until then no
    /// message is to be read.
    record TakeToken(String token) implements FieldOutput {}

    record ForgetToken(String token) implements FieldOutput {}

    /// Something of the store of recordings.
    record Store(RecordingWish wish) implements FieldOutput {}

    /// A place for a stream that watches nothing; [FieldConversation#seated] is to follow, or `refused`.
    record TakeSeat(int stream) implements FieldOutput {}

    /// Its client is gone: the token holds for the resume window only.
    record LimitToken(String token) implements FieldOutput {}

    record Close(CloseCode code) implements FieldOutput {}

    /// For the log and the counters.
    record Tell(FieldFact fact) implements FieldOutput {}
}
