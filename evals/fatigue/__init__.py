"""What a learned weariness is worth beside the caps alone, on contacts that were really made."""
