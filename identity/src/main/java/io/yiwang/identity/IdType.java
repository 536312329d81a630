package io.yiwang.identity;

/**
 * Names a kind of identity document.
 *
 * @see "IGS/1 section 5"
 */
public enum IdType {
  /** A resident identity card. */
  RESIDENT_ID,
  /** A passport. */
  PASSPORT,
  /** A foreigner's permanent residence card. */
  FOREIGN_PERMANENT_RESIDENT,
  /** A residence permit for people from Hong Kong, Macau or Taiwan. */
  HK_MACAU_TAIWAN_RESIDENCE,
  /** An organisation's unified social credit code. */
  UNIFIED_SOCIAL_CREDIT
}
