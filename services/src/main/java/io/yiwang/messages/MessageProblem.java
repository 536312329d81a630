package io.yiwang.messages;

import io.yiwang.value.ChinaTime;
import io.yiwang.value.Language;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Says why a message cannot be sent as it is, in words for the citizen.
 *
 * @param kind what is wrong
 * @param chinese what to do about it
 * @param english the same
 */
public record MessageProblem(Kind kind, String chinese, String english) {
  /** Says what can be wrong with a message. */
  public enum Kind {
    /** Title or text is missing. */
    EMPTY,
    /** Title or text has too many characters. */
    TOO_LONG,
    /** Title or text has half of a character in it, as a wrong cut leaves it. */
    BROKEN_TEXT,
    /** The campaign has not begun. */
    NOT_OPEN_YET,
    /** The campaign is over. */
    CLOSED,
    /** No such category, or the campaign does not take it. */
    CATEGORY_UNKNOWN,
    /** More attachments than a message may have. */
    TOO_MANY_ATTACHMENTS,
    /** An attachment was handed in too long ago. */
    ATTACHMENT_EXPIRED,
    /** There is no such file, or it cannot be read. */
    FILE_MISSING,
    /** The file is empty, or larger than the interface takes. */
    FILE_SIZE,
    /** The file's name is empty, too long, or has half of a character in it. */
    FILE_NAME,
    /** The file is of a kind that not every gateway takes. */
    FILE_KIND,
    /** The file begins unlike one of the kind that it is said to be. */
    FILE_NOT_OF_ITS_KIND
  }

  /** Returns what to do about it, in Chinese or in English. */
  public String text(Language language) {
    return language.isChinese() ? chinese : english;
  }

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  private static MessageProblem of(Kind kind, String chinese, String english) {
    return new MessageProblem(kind, chinese, english);
  }

  static MessageProblem empty(String chinese, String english) {
    return of(Kind.EMPTY, chinese + "不能为空。", english + " must not be empty.");
  }

  static MessageProblem tooLong(String chinese, String english, int length, int most) {
    return of(
        Kind.TOO_LONG,
        "%s最多%d字，现有%d字，请删减%d字。".formatted(chinese, most, length, length - most),
        "%s may have %,d characters and has %,d; please shorten it by %,d."
            .formatted(english, most, length, length - most));
  }

  static MessageProblem broken(String chinese, String english) {
    return of(
        Kind.BROKEN_TEXT,
        chinese + "中有不完整的字符，请删除或重新输入。",
        english + " has an incomplete character; please delete it or type it again.");
  }

  static MessageProblem notOpenYet(OffsetDateTime opensAt) {
    return of(
        Kind.NOT_OPEN_YET,
        "征集将于" + time(opensAt) + "（北京时间）开始，请届时提交。",
        "This campaign opens on " + time(opensAt) + " China time; please come back then.");
  }

  static MessageProblem closed(OffsetDateTime closesAt) {
    return of(
        Kind.CLOSED,
        "征集已于" + time(closesAt) + "（北京时间）结束，感谢您的关注。",
        "This campaign closed on " + time(closesAt) + " China time; thank you for your interest.");
  }

  static MessageProblem categoryUnknown() {
    return of(
        Kind.CATEGORY_UNKNOWN,
        "所选类别不存在，或本次征集不收这一类别，请重新选择。",
        "There is no such category, or this campaign does not take it; please choose another.");
  }

  static MessageProblem tooManyAttachments(int count, int most) {
    return of(
        Kind.TOO_MANY_ATTACHMENTS,
        "附件最多%d个，现有%d个，请删减。".formatted(most, count),
        "A message may have %d attachments and has %d; please remove some.".formatted(most, count));
  }

  static MessageProblem attachmentExpired(OffsetDateTime expiresAt) {
    return of(
        Kind.ATTACHMENT_EXPIRED,
        "有附件已于" + time(expiresAt) + "（北京时间）失效，请重新上传。",
        "An attachment expired on " + time(expiresAt) + " China time; please upload it again.");
  }

  static MessageProblem fileMissing() {
    return of(Kind.FILE_MISSING, "找不到此文件，或无法读取。", "The file is not there, or cannot be read.");
  }

  static MessageProblem fileSize(long size, long most) {
    return of(
        Kind.FILE_SIZE,
        "附件不能为空，最大%,d字节，此文件为%,d字节。".formatted(most, size),
        "An attachment may have 1 to %,d bytes; this file has %,d.".formatted(most, size));
  }

  static MessageProblem fileName() {
    return of(
        Kind.FILE_NAME,
        "文件名为空、过长或含有不完整的字符，请改名后再添加。",
        "The name of the file is empty, too long or broken; please rename it.");
  }

  static MessageProblem fileKind() {
    return of(
        Kind.FILE_KIND,
        "附件须为JPEG或PNG图片、PDF文件或MP4视频。",
        "An attachment must be an image (JPEG, PNG), a PDF or a video (MP4).");
  }

  static MessageProblem fileNotOfItsKind() {
    return of(
        Kind.FILE_NOT_OF_ITS_KIND,
        "文件内容与其类型不符，可能已损坏，请重新选择。",
        "The file is not what its type says and may be damaged; please choose another.");
  }

  private static String time(OffsetDateTime at) {
    return TIME.format(at.withOffsetSameInstant(ChinaTime.ZONE));
  }
}
