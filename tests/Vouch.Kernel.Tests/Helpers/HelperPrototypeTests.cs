using System.Collections.Generic;
using System.Linq;
using Vouch.Bytecode.Btf;
using Vouch.Kernel.Helpers;
using Xunit;

namespace Vouch.Kernel.Tests.Helpers;

public class HelperPrototypeTests
{
    private static readonly List<HelperPrototype> All = [.. KernelProfile.Linux73.Helpers.Prototypes];

    private static HelperPrototype Of(PrototypeId symbol) => KernelProfile.Linux73.Helpers.Prototype(symbol)!;

    [Fact]
    public void The_release_has_212_helper_numbers_and_names() =>
        Assert.Equal((212, "bpf_unspec", "bpf_cgrp_storage_delete", "unknown"),
            (KernelProfile.Linux73.Helpers.Count, KernelProfile.Linux73.Helpers.NameOf(0),
                KernelProfile.Linux73.Helpers.NameOf(211), KernelProfile.Linux73.Helpers.NameOf(212)));

    [Fact]
    public void Symbols_are_unique() =>
        Assert.Equal(All.Count, All.Select(prototype => prototype.Symbol).Distinct().Count());

    // 277 in the source; overriding a function's return value is not configured in.
    [Fact]
    public void The_table_is_complete() => Assert.Equal(276, All.Count);

    [Fact]
    public void Memory_is_followed_by_its_size_unless_the_prototype_fixes_it()
    {
        foreach (HelperPrototype prototype in All)
        {
            for (int register = 1; register <= HelperPrototype.MaxArguments; register++)
            {
                ArgumentType argument = prototype.Argument(register);
                bool wantsSize = argument.Kind == ArgumentKind.Memory && !argument.Has(TypeModifiers.FixedSize);
                Assert.True(prototype.Argument(register + 1).IsMemorySize == wantsSize, $"{prototype} argument {register}");
            }
        }
    }

    [Fact]
    public void Memory_says_whether_it_is_read_or_written()
    {
        foreach (HelperPrototype prototype in All)
        {
            foreach (ArgumentType argument in prototype.Arguments.Where(argument => argument.Kind == ArgumentKind.Memory))
            {
                Assert.True(argument.Has(TypeModifiers.ReadOnly) != argument.Has(TypeModifiers.Write), prototype.Symbol);
                Assert.Equal(argument.Has(TypeModifiers.FixedSize), argument.Size > 0);
            }
        }
    }

    [Fact]
    public void At_most_one_argument_is_released_and_at_most_one_memory_is_filled()
    {
        foreach (HelperPrototype prototype in All)
        {
            Assert.True(prototype.Arguments.Count(argument => argument.Has(TypeModifiers.Release)) <= 1, prototype.Symbol);
            Assert.True(prototype.Arguments.Count(argument =>
                argument.Kind is ArgumentKind.Memory or ArgumentKind.MapValue && argument.Has(TypeModifiers.Uninitialized)) <= 1, prototype.Symbol);
        }
    }

    [Fact]
    public void Only_the_prototypes_that_take_any_object_leave_a_BTF_pointer_unnamed() =>
        Assert.Equal(
            ["bpf_kptr_xchg_proto"],
            All
                .Where(prototype => prototype.Arguments.Any(argument => argument is { Kind: ArgumentKind.BtfPointer, TypeName: null }))
                .Select(prototype => prototype.Symbol));

    [Fact]
    public void Struct_names_are_those_of_the_kernel_s_BTF() =>
        Assert.DoesNotContain(
            All.SelectMany(prototype => prototype.Arguments.Select(argument => argument.TypeName).Append(prototype.Returns.TypeName)),
            name => name is not null && KernelProfile.Linux73.Types.Find(name, BtfKind.Struct) is null);

    [Fact]
    public void A_map_lookup_takes_a_key_and_may_return_null() =>
        Assert.Equal(
            (ReturnKind.MapValue, TypeModifiers.MaybeNull, "ConstMap, MapKey", true),
            (Of(PrototypeId.MapLookupElem).Returns.Kind, Of(PrototypeId.MapLookupElem).Returns.Modifiers,
                string.Join(", ", Of(PrototypeId.MapLookupElem).Arguments.Select(argument => argument.Kind)),
                Of(PrototypeId.MapLookupElem).HasPacketAccess));

    [Fact]
    public void Resolving_a_path_takes_a_path_and_writable_memory() =>
        Assert.Equal(
            ("path", TypeModifiers.Write, HelperGate.PathResolution),
            (Of(PrototypeId.DPath).Argument(1).TypeName, Of(PrototypeId.DPath).Argument(2).Modifiers, Of(PrototypeId.DPath).Gate));
}
