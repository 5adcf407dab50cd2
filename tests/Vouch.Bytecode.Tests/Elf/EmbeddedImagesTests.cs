using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using Vouch.Bytecode.Elf;
using Xunit;

namespace Vouch.Bytecode.Tests.Elf;

public class EmbeddedImagesTests
{
    private const int ImageSize = 64 + 40 + (3 * 64);

    [Fact]
    public void Images_are_found_wherever_they_lie()
    {
        byte[] file = [.. new byte[17], .. Image(), .. new byte[5], .. Image()];
        ImmutableArray<EmbeddedImage> images = EmbeddedImages.Find(file);
        Assert.Equal([new EmbeddedImage(17, ImageSize, null), new EmbeddedImage(17 + ImageSize + 5, ImageSize, null)], images);
    }

    [Fact]
    public void An_only_image_is_called_as_the_skeleton_is()
    {
        byte[] file = [.. "\0watch_bpf\0"u8, .. Image(), .. "\0_bpf\0a-_bpf\0watch_bpf\0"u8];
        Assert.Equal("watch_bpf", Assert.Single(EmbeddedImages.Find(file)).Name);
    }

    [Fact]
    public void Of_two_possible_names_none_is_taken()
    {
        byte[] file = [.. "\0watch_bpf\0other_bpf\0"u8, .. Image()];
        Assert.Null(Assert.Single(EmbeddedImages.Find(file)).Name);
    }

    [Theory]
    [InlineData(16, 2)]
    [InlineData(18, 62)]
    [InlineData(40, 4000)]
    [InlineData(52, 52)]
    [InlineData(58, 40)]
    [InlineData(60, 900)]
    [InlineData(60, 0)]
    [InlineData(62, 3)]
    public void What_only_resembles_an_image_is_passed_over(int offset, int value)
    {
        byte[] damaged = Image();
        BinaryPrimitives.WriteUInt16LittleEndian(damaged.AsSpan(offset), (ushort)value);
        byte[] file = [.. damaged, .. Image()];
        Assert.Equal(new EmbeddedImage(ImageSize, ImageSize, null), Assert.Single(EmbeddedImages.Find(file)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(0x7f)]
    [InlineData(0xff)]
    public void Whichever_byte_is_damaged_images_lie_within_the_file_and_apart(byte damage)
    {
        byte[] sound = [.. Image(), .. Image()[..100], .. Image()];
        for (int at = 0; at < sound.Length; at++)
        {
            byte[] file = [.. sound];
            file[at] = damage;
            int end = 0;
            foreach (EmbeddedImage image in EmbeddedImages.Find(file.AsSpan(0, sound.Length - (at % 3))))
            {
                Assert.InRange(image.Offset, end, file.Length - 64);
                Assert.InRange(image.Length, 64, sound.Length - (at % 3) - image.Offset);
                end = image.Offset + image.Length;
            }
        }
    }

    /// <summary>A header, 40 bytes of content and three section headers.</summary>
    private static byte[] Image()
    {
        byte[] bytes = new byte[ImageSize];
        ReadOnlySpan<byte> identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(bytes);
        foreach ((int offset, ushort value) in new (int, ushort)[] { (16, 1), (18, 247), (20, 1), (40, 64 + 40), (52, 64), (58, 64), (60, 3), (62, 1) })
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(offset), value);
        }

        return bytes;
    }
}
