// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.task;

import java.util.Arrays;
import java.util.Optional;

/// Work that agents know how to do, who does it, and the stream that its parts travel on.
public enum TaskKind {
    PATTERN_MATCH("PatternMatch", "PatternMatcher", "pattern_matching", "PatternMatching"),
    STRATEGY_CORRELATION("StrategyCorrelation", "StrategyCorrelator", "strategy_correlation", "StrategyCorrelation"),
    FEATURE_ENGINEERING("FeatureEngineering", "FeatureEngineer", "feature_engineering", "FeatureEngineering"),
    NEURAL_TRAINING("NeuralTraining", "NeuralTrainer", "neural_training", "NeuralTraining");

    /// The type of agents that do whatever their capabilities name.
    public static final String WORKER = "Worker";

    private final String wireName;
    private final String agentType;
    private final String capability;
    private final String purpose;

    TaskKind(String wireName, String agentType, String capability, String purpose) {
        this.wireName = wireName;
        this.agentType = agentType;
        this.capability = capability;
        this.purpose = purpose;
    }

    public static Optional<TaskKind> of(String wireName) {
        return Arrays.stream(values())
                .filter(kind -> kind.wireName.equals(wireName))
                .findFirst();
    }

    /// Whether `type` is one that an agent may have.
    public static boolean isAgentType(String type) {
        return type.equals(WORKER) || Arrays.stream(values()).anyMatch(kind -> kind.agentType.equals(type));
    }

    public String wireName() {
        return wireName;
    }

    public String agentType() {
        return agentType;
    }

    public String capability() {
        return capability;
    }

    public String purpose() {
        return purpose;
    }

    /// `PatternMatch, StrategyCorrelation, …`
    public static String names() {
        return String.join(", ", Arrays.stream(values()).map(TaskKind::wireName).toList());
    }
}
