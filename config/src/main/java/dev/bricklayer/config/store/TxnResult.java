package dev.bricklayer.config.store;

/**
 * The answer to a transaction.
 *
 * @param applied false when a guard did not hold; nothing was written then
 * @param revision the store's revision after it
 */
public record TxnResult(boolean applied, long revision) {}
