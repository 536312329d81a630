package io.yiwang.notices;

import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds one notice of the government.
 *
 * <p>Later versions may have more parts: in tests, make one from JSON with {@link
 * io.yiwang.Answers}, not with the constructor.
 *
 * @param language the BCP 47 tag of the texts
 * @param stage of a policy
 * @see "IGS/1 section 8"
 */
public record Notice(
    String id,
    @Nullable NoticeChannel channel,
    @Nullable String title,
    @Nullable String summary,
    @Nullable String language,
    @Nullable OffsetDateTime publishedAt,
    @Nullable String url,
    List<Media> media,
    @Nullable OpenStage stage) {
  /**
   * Describes a picture or a video.
   *
   * @param kind {@code IMAGE} or {@code VIDEO}
   */
  public record Media(@Nullable String kind, @Nullable String url) {}

  /** Copies the media. */
  public Notice {
    media = List.copyOf(media);
  }
}
