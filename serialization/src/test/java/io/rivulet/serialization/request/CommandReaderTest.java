// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import static io.rivulet.serialization.request.Requests.body;
import static io.rivulet.serialization.request.Requests.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.serialization.request.CommandRequest.Kind;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CommandReaderTest {
    @ParameterizedTest
    @EnumSource
    void everyCommandIsRead(Kind kind) {
        String name = kind.name().toLowerCase(Locale.ROOT);
        CommandRequest request = CommandReader.read(body("{'tolerance':1e-9,'command':'" + name + "'}"));
        assertThat(request.kind()).isEqualTo(kind);
        assertThat(request.tolerance()).isEqualTo(kind == Kind.SET_TOLERANCE ? 1e-9 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'command':'explode'}                      | unsupported_value | /command",
                "{'command':3}                              | wrong_type        | /command",
                "{'tolerance':1e-9}                         | missing_field     | /command",
                "{'command':'set_tolerance'}                | missing_field     | /tolerance",
                "{'command':'set_tolerance','tolerance':0}  | out_of_range      | /tolerance",
            })
    void nonsenseIsRefused(String body, String code, String pointer) {
        var problem = problemOf(() -> CommandReader.read(body(body)));
        assertThat(problem.code().wireName()).isEqualTo(code);
        assertThat(problem.pointer()).isEqualTo(pointer);
    }

    @Test
    void unknownFieldsDoNoHarm() {
        assertThat(CommandReader.read(body("{'command':'pause','why':'lunch'}")).kind())
                .isEqualTo(Kind.PAUSE);
    }
}
