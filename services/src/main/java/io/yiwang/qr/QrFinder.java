package io.yiwang.qr;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.zxing.ChecksumException;
import com.google.zxing.DecodeHintType;
import com.google.zxing.FormatException;
import com.google.zxing.NotFoundException;
import com.google.zxing.ResultPoint;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.common.DecoderResult;
import com.google.zxing.common.DetectorResult;
import com.google.zxing.qrcode.decoder.Decoder;
import com.google.zxing.qrcode.detector.Detector;
import com.google.zxing.qrcode.detector.FinderPattern;
import com.google.zxing.qrcode.detector.FinderPatternFinder;
import com.google.zxing.qrcode.detector.FinderPatternInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the codes in a black-and-white image. A code has a mark in three of its corners, and an
 * image can have hundreds of places that look like a mark. The library tries all combinations of
 * three marks; this class tries a bounded number, the most likely ones first, and can be stopped.
 */
final class QrFinder extends FinderPatternFinder {
  /** The most places that may be marks. */
  private static final int MAX_PLACES = 4_000;

  /** The most marks that are combined: those of 30 codes. */
  private static final int MAX_MARKS = 90;

  private static final int MAX_TRIES = 200;

  /** The most combinations of three marks that are kept. */
  private static final int MAX_CANDIDATES = 2_000;

  /** The largest error of a combination: a code seen from the side leans and is shortened. */
  private static final double MAX_ERROR = 1.2;

  /** Decodes a code that does not name its encoding as UTF-8. */
  private static final Map<DecodeHintType, ?> AS_UTF_8 =
      Map.of(DecodeHintType.TRY_HARDER, true, DecodeHintType.CHARACTER_SET, "UTF-8");

  /** Decodes a code as GB 18030, which older programs in China use without naming it. */
  private static final Map<DecodeHintType, ?> AS_GB_18030 =
      Map.of(DecodeHintType.TRY_HARDER, true, DecodeHintType.CHARACTER_SET, "GB18030");

  /** Holds three marks that may be those of a code, and how much they differ from corners. */
  private record Corners(FinderPattern corner, FinderPattern b, FinderPattern c, double error) {
    List<FinderPattern> marks() {
      return List.of(corner, b, c);
    }
  }

  /** Samples the modules of a code, by a method that the library does not make public. */
  private static final class Sampler extends Detector {
    Sampler(BitMatrix image) {
      super(image);
    }

    DetectorResult sample(FinderPatternInfo marks) throws NotFoundException, FormatException {
      return processFinderPatternInfo(marks);
    }
  }

  private final TimeLimit limit;

  private QrFinder(BitMatrix image, TimeLimit limit) {
    super(image);
    this.limit = limit;
  }

  /** Returns the texts of the codes in an image. */
  static Set<String> find(BitMatrix image, TimeLimit limit) throws IOException {
    return new QrFinder(image, limit).texts();
  }

  private Set<String> texts() throws IOException {
    Set<String> texts = new LinkedHashSet<>();
    Set<FinderPattern> used = new HashSet<>();
    Sampler sampler = new Sampler(getImage());
    int tries = 0;
    for (Corners corners : candidates(marks())) {
      boolean isFree = true;
      for (FinderPattern mark : corners.marks()) {
        isFree &= !used.contains(mark);
      }
      if (isFree && tries++ < MAX_TRIES) {
        limit.check();
        String text = text(sampler, corners);
        if (text != null) {
          texts.add(text);
          used.addAll(corners.marks());
        }
      }
    }
    return texts;
  }

  private static @Nullable String text(Sampler sampler, Corners corners) {
    try {
      FinderPattern[] marks = corners.marks().toArray(FinderPattern[]::new);
      ResultPoint.orderBestPatterns(marks);
      BitMatrix modules = sampler.sample(new FinderPatternInfo(marks)).getBits();
      // Decoding changes the modules.
      BitMatrix copy = modules.clone();
      DecoderResult decoded = new Decoder().decode(modules, AS_UTF_8);
      return isUtf8(decoded)
          ? decoded.getText()
          : new Decoder().decode(copy, AS_GB_18030).getText();
    } catch (NotFoundException | FormatException | ChecksumException e) {
      return null; // It is not a code, or one that cannot be read.
    } catch (RuntimeException e) {
      return null; // The library fails on some places that are not codes.
    }
  }

  /** Returns whether the bytes are UTF-8: a replacement character may be part of the text. */
  private static boolean isUtf8(DecoderResult decoded) {
    if (decoded.getText().indexOf(0xfffd) < 0 || decoded.getByteSegments() == null) {
      return true;
    }
    try {
      for (byte[] segment : decoded.getByteSegments()) {
        UTF_8.newDecoder().decode(ByteBuffer.wrap(segment));
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Returns the places that look like a mark: dark and light in the ratio 1:1:3:1:1. */
  private List<FinderPattern> marks() throws IOException {
    BitMatrix image = getImage();
    int width = image.getWidth();
    // In large images a mark covers many rows.
    int rows = Math.max(width, image.getHeight()) > 1600 ? 2 : 1;
    int[] runs = new int[5];
    for (int y = 0; y < image.getHeight(); y += rows) {
      limit.check();
      doClearCounts(runs);
      int run = 0;
      for (int x = 0; x < width && getPossibleCenters().size() < MAX_PLACES; x++) {
        if (image.get(x, y)) {
          run += run & 1;
          runs[run]++;
        } else if ((run & 1) == 1) {
          runs[run]++;
        } else if (run < 4) {
          runs[++run]++;
        } else if (foundPatternCross(runs) && handlePossibleCenter(runs, y, x)) {
          doClearCounts(runs);
          run = 0;
        } else {
          doShiftCounts2(runs);
          run = 3;
        }
      }
      if (run == 4 && foundPatternCross(runs)) {
        handlePossibleCenter(runs, y, width);
      }
    }
    return getPossibleCenters().stream()
        .sorted(Comparator.comparingInt(FinderPattern::getCount).reversed())
        .limit(MAX_MARKS)
        .toList();
  }

  private List<Corners> candidates(List<FinderPattern> marks) throws IOException {
    PriorityQueue<Corners> best =
        new PriorityQueue<>(Comparator.comparingDouble(Corners::error).reversed());
    for (int corner = 0; corner < marks.size(); corner++) {
      limit.check();
      for (int second = 0; second < marks.size(); second++) {
        for (int third = second + 1; third < marks.size(); third++) {
          if (second != corner && third != corner) {
            // There can be some 350,000 combinations: most must not allocate anything.
            FinderPattern at = marks.get(corner);
            FinderPattern b = marks.get(second);
            FinderPattern c = marks.get(third);
            double error = error(at, b, c);
            Corners worst = best.size() < MAX_CANDIDATES ? null : best.peek();
            if (error < (worst == null ? MAX_ERROR : worst.error())) {
              if (worst != null) {
                best.remove();
              }
              best.add(new Corners(at, b, c, error));
            }
          }
        }
      }
    }
    List<Corners> candidates = new ArrayList<>(best);
    candidates.sort(Comparator.comparingDouble(Corners::error));
    return candidates;
  }

  /**
   * Returns how much three marks differ from two equal sides at a right angle; 0 if they do not.
   */
  private static double error(FinderPattern corner, FinderPattern b, FinderPattern c) {
    float smallest = Math.min(corner.getEstimatedModuleSize(), b.getEstimatedModuleSize());
    smallest = Math.min(smallest, c.getEstimatedModuleSize());
    float largest = Math.max(corner.getEstimatedModuleSize(), b.getEstimatedModuleSize());
    largest = Math.max(largest, c.getEstimatedModuleSize());
    double bx = b.getX() - corner.getX();
    double by = b.getY() - corner.getY();
    double cx = c.getX() - corner.getX();
    double cy = c.getY() - corner.getY();
    double toB = Math.hypot(bx, by);
    double toC = Math.hypot(cx, cy);
    // A code has 21 to 177 modules a side, 14 to 170 between the centres of two marks.
    if (Math.min(toB, toC) < 10 * smallest
        || Math.max(toB, toC) > 240 * largest
        || largest > 2 * smallest) {
      return Double.MAX_VALUE;
    }
    double angle = Math.abs(bx * cx + by * cy) / (toB * toC);
    double sides = Math.max(toB, toC) / Math.min(toB, toC) - 1;
    return angle + sides + (largest / smallest - 1) / 2;
  }
}
