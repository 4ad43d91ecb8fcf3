// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DemoCommandTest {
    @Test
    void theDemoSurvivesItsOwnKillAndEndsWithARightAnswer() {
        StringWriter told = new StringWriter();
        int exit = new CommandLine(new DemoCommand()).setOut(new PrintWriter(told)).execute();
        assertThat(exit).as(told.toString()).isZero();
        assertThat(told.toString())
                .contains("IEEE 118-bus")
                .contains("certified within")
                .contains("kill -9")
                .contains("started again")
                .contains("asked for 1e-10: right.");
    }
}
