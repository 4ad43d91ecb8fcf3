// SPDX-License-Identifier: Apache-2.0
package io.rivulet.client;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/// When what failed is asked again: a function of how often it failed, and of chance.
///
/// @param attempts failures in a row after which the last one is thrown
/// @param firstWait of waits that double up to the longest
/// @param longestRetryAfter a server that asks for a longer wait is not waited for
/// @param sleep how to wait
/// @param chance numbers in [0, 1)
public record Retry(
        int attempts,
        Duration firstWait,
        Duration longestWait,
        Duration longestRetryAfter,
        Sleep sleep,
        DoubleSupplier chance) {
    /// Waits.
    @FunctionalInterface
    public interface Sleep {
        void sleep(Duration time) throws InterruptedException;
    }

    private static final String TOO_MANY_SOURCES = "too_many_sources";
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    /// As docs/reference/clients.md says.
    public static final Retry DEFAULT = new Retry(
            10,
            Duration.ofMillis(100),
            Duration.ofSeconds(10),
            Duration.ofSeconds(120),
            Thread::sleep,
            () -> ThreadLocalRandom.current().nextDouble());

    public Retry {
        if (attempts < 1 || firstWait.isNegative() || longestWait.compareTo(firstWait) < 0) {
            throw new IllegalArgumentException(
                    "attempts " + attempts + ", waits from " + firstWait + " to " + longestWait);
        }
    }

    public Retry attempts(int number) {
        return new Retry(number, firstWait, longestWait, longestRetryAfter, sleep, chance);
    }

    public Retry longestRetryAfter(Duration time) {
        return new Retry(attempts, firstWait, longestWait, time, sleep, chance);
    }

    /// For tests, and for whoever has a clock of their own.
    public Retry by(Sleep other, DoubleSupplier otherChance) {
        return new Retry(attempts, firstWait, longestWait, longestRetryAfter, other, otherChance);
    }

    /// The wait before the next attempt, empty where there is to be none.
    Optional<Duration> pause(int failures, RuntimeException failure) {
        if (failures >= attempts) {
            return Optional.empty();
        }
        return switch (failure) {
            case ProblemException refused -> afterRefusal(failures, refused.problem());
            case ConnectionLost _ -> Optional.of(backoff(failures));
            default -> Optional.empty();
        };
    }

    private Optional<Duration> afterRefusal(int failures, Problem problem) {
        boolean passes = switch (problem.status()) {
            case REQUEST_TIMEOUT, UNAVAILABLE -> true;
            case TOO_MANY_REQUESTS -> !problem.code().equals(TOO_MANY_SOURCES);
            default -> false;
        };
        if (!passes) {
            return Optional.empty();
        }
        if (problem.retryAfter().isEmpty()) {
            return Optional.of(backoff(failures));
        }
        // A little longer than asked, so that those who were refused together don't come together.
        return problem.retryAfter()
                .filter(asked -> asked.compareTo(longestRetryAfter) <= 0)
                .map(asked -> asked.plusNanos((long) (firstWait.toNanos() * chance.getAsDouble())));
    }

    private Duration backoff(int failures) {
        double longest = longestWait.toNanos();
        double doubled = Math.min(longest, firstWait.toNanos() * Math.pow(2, failures - 1));
        return Duration.ofNanos((long) (doubled * (1 + chance.getAsDouble()) / 2));
    }
}
