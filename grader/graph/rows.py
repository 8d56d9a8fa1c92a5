"""The vocabulary's rows: family, kind, parameters, spellings (see vocabulary.py)."""

ROWS = """
convolution conv1d (input,weight,bias=None,stride=1,padding=0,dilation=1,groups=1) F.conv1d t.conv1d
convolution conv2d (input,weight,bias=None,stride=1,padding=0,dilation=1,groups=1) F.conv2d t.conv2d
convolution conv3d (input,weight,bias=None,stride=1,padding=0,dilation=1,groups=1) F.conv3d t.conv3d
convolution conv_transpose1d (input,weight,bias=None,stride=1,padding=0,output_padding=0,groups=1,dilation=1) F.conv_transpose1d t.conv_transpose1d
convolution conv_transpose2d (input,weight,bias=None,stride=1,padding=0,output_padding=0,groups=1,dilation=1) F.conv_transpose2d t.conv_transpose2d
convolution conv_transpose3d (input,weight,bias=None,stride=1,padding=0,output_padding=0,groups=1,dilation=1) F.conv_transpose3d t.conv_transpose3d
linear linear (input,weight,bias=None) F.linear
linear bilinear (input1,input2,weight,bias=None) F.bilinear t.bilinear
matmul matmul (input,other) t.matmul T.matmul t.mm T.mm t.bmm T.bmm T.__matmul__ t.mv T.mv T.__rmatmul__
matmul addmm (input,mat1,mat2,beta=1,alpha=1) t.addmm T.addmm t.baddbmm T.baddbmm
matmul einsum (equation,*operands) t.einsum t.functional.einsum
matmul tensordot (a,b,dims=2) t.tensordot t.functional.tensordot
recurrent lstm (input,hx,params,has_biases,num_layers,dropout,train,bidirectional,batch_first) t.lstm
recurrent gru (input,hx,params,has_biases,num_layers,dropout,train,bidirectional,batch_first) t.gru
recurrent rnn (input,hx,params,has_biases,num_layers,dropout,train,bidirectional,batch_first) t.rnn_tanh t.rnn_relu
recurrent rnn_cell (input,hx,w_ih,w_hh,b_ih=None,b_hh=None) t.lstm_cell t.gru_cell t.rnn_tanh_cell t.rnn_relu_cell
attention scaled_dot_product_attention (query,key,value,attn_mask=None,dropout_p=0,is_causal=False,scale=None,enable_gqa=False) F.scaled_dot_product_attention
attention multi_head_attention_forward (query,key,value,embed_dim_to_check,num_heads,in_proj_weight,in_proj_bias,bias_k,bias_v,add_zero_attn,dropout_p,out_proj_weight,out_proj_bias,training=True,key_padding_mask=None,need_weights=True,attn_mask=None) F.multi_head_attention_forward
embedding embedding (input,weight,padding_idx=None,max_norm=None,norm_type=2,scale_grad_by_freq=False,sparse=False) F.embedding

activation relu (input,inplace=False) F.relu_ t.relu_ T.relu_
activation relu6 (input,inplace=False) F.relu6
activation leaky_relu (input,negative_slope=0.01,inplace=False) F.leaky_relu_
activation elu (input,alpha=1,inplace=False) F.elu_
activation selu (input,inplace=False) F.selu_ t.selu_
activation celu (input,alpha=1,inplace=False) F.celu_ t.celu_
activation gelu (input,approximate=None) F.gelu
activation silu (input,inplace=False) F.silu
activation mish (input,inplace=False) F.mish
activation hardswish (input,inplace=False) F.hardswish
activation hardsigmoid (input,inplace=False) F.hardsigmoid
activation hardtanh (input,min_val=-1,max_val=1,inplace=False) F.hardtanh_
activation prelu (input,weight) F.prelu t.prelu T.prelu
activation rrelu (input,lower=0.125,upper=0.3333333333333333,training=False,inplace=False) F.rrelu_ t.rrelu_
activation softplus (input,beta=1,threshold=20) F.softplus
activation softsign (input) F.softsign
activation tanhshrink (input) F.tanhshrink
activation softshrink (input,lambd=0.5) F.softshrink
activation hardshrink (input,lambd=0.5) F.hardshrink t.hardshrink T.hardshrink
activation sigmoid (input) F.sigmoid t.sigmoid_ T.sigmoid_ t.special.expit
activation tanh (input) F.tanh t.tanh_ T.tanh_
activation logsigmoid (input) F.logsigmoid
activation threshold (input,threshold,value,inplace=False) F.threshold_ t.threshold_
activation glu (input,dim=-1) F.glu
activation clamp (input,min=None,max=None) t.clamp_ T.clamp_ t.clip_ T.clip_
activation clamp_min (input,min) t.clamp_min_ T.clamp_min_

pooling max_pool1d (input,kernel_size,stride=None,padding=0,dilation=1,ceil_mode=False,return_indices=False) F.max_pool1d t.max_pool1d F.max_pool1d_with_indices
pooling max_pool2d (input,kernel_size,stride=None,padding=0,dilation=1,ceil_mode=False,return_indices=False) F.max_pool2d t.max_pool2d F.max_pool2d_with_indices
pooling max_pool3d (input,kernel_size,stride=None,padding=0,dilation=1,ceil_mode=False,return_indices=False) F.max_pool3d t.max_pool3d F.max_pool3d_with_indices
pooling avg_pool1d (input,kernel_size,stride=None,padding=0,ceil_mode=False,count_include_pad=True) F.avg_pool1d t.avg_pool1d
pooling avg_pool2d (input,kernel_size,stride=None,padding=0,ceil_mode=False,count_include_pad=True,divisor_override=None) F.avg_pool2d
pooling avg_pool3d (input,kernel_size,stride=None,padding=0,ceil_mode=False,count_include_pad=True,divisor_override=None) F.avg_pool3d
pooling lp_pool1d (input,norm_type,kernel_size,stride=None,ceil_mode=False) F.lp_pool1d
pooling lp_pool2d (input,norm_type,kernel_size,stride=None,ceil_mode=False) F.lp_pool2d
pooling adaptive_max_pool1d (input,output_size,return_indices=False) F.adaptive_max_pool1d F.adaptive_max_pool1d_with_indices t.adaptive_max_pool1d
pooling adaptive_max_pool2d (input,output_size,return_indices=False) F.adaptive_max_pool2d F.adaptive_max_pool2d_with_indices
pooling adaptive_max_pool3d (input,output_size,return_indices=False) F.adaptive_max_pool3d F.adaptive_max_pool3d_with_indices
pooling adaptive_avg_pool1d (input,output_size) F.adaptive_avg_pool1d t.adaptive_avg_pool1d
pooling adaptive_avg_pool2d (input,output_size) F.adaptive_avg_pool2d
pooling adaptive_avg_pool3d (input,output_size) F.adaptive_avg_pool3d

dropout dropout (input,p=0.5,training=True,inplace=False) F.dropout t.dropout_
dropout dropout1d (input,p=0.5,training=True,inplace=False) F.dropout1d
dropout dropout2d (input,p=0.5,training=True,inplace=False) F.dropout2d
dropout dropout3d (input,p=0.5,training=True,inplace=False) F.dropout3d
dropout feature_dropout (input,p=0.5,training=True) t.feature_dropout_
dropout alpha_dropout (input,p=0.5,training=False,inplace=False) F.alpha_dropout
dropout alpha_dropout (input,p=0.5,train=False) t.alpha_dropout_
dropout feature_alpha_dropout (input,p=0.5,training=False,inplace=False) F.feature_alpha_dropout

normalisation batch_norm (input,running_mean,running_var,weight=None,bias=None,training=False,momentum=0.1,eps=0.00001) F.batch_norm
normalisation layer_norm (input,normalized_shape,weight=None,bias=None,eps=0.00001) F.layer_norm
normalisation group_norm (input,num_groups,weight=None,bias=None,eps=0.00001) F.group_norm
normalisation instance_norm (input,running_mean=None,running_var=None,weight=None,bias=None,use_input_stats=True,momentum=0.1,eps=0.00001) F.instance_norm
normalisation rms_norm (input,normalized_shape,weight=None,eps=None) F.rms_norm
normalisation local_response_norm (input,size,alpha=0.0001,beta=0.75,k=1) F.local_response_norm
normalisation normalize (input,p=2,dim=1,eps=0.000000000001) F.normalize

output softmax (input,dim=None,_stacklevel=3,dtype=None) F.softmax
output softmax (input,dim,dtype=None) t.softmax T.softmax t.special.softmax
output log_softmax (input,dim=None,_stacklevel=3,dtype=None) F.log_softmax
output log_softmax (input,dim,dtype=None) t.log_softmax T.log_softmax t.special.log_softmax
output softmin (input,dim=None,_stacklevel=3,dtype=None) F.softmin
output logsumexp (input,dim,keepdim=False) t.logsumexp T.logsumexp t.special.logsumexp
output log (input) t.log_ T.log_
output log1p (input) t.log1p_ T.log1p_
output log2 (input) t.log2_ T.log2_
output log10 (input) t.log10_ T.log10_
output exp (input) t.exp_ T.exp_

shape view (input,*shape) T.view
shape reshape (input,*shape) T.reshape t.reshape
shape flatten (input,start_dim=0,end_dim=-1) t.flatten T.flatten T.ravel t.ravel
shape unflatten (input,dim,sizes) t.unflatten T.unflatten
shape view_as (input,other) T.view_as T.reshape_as T.expand_as
shape squeeze (input,dim=None) t.squeeze T.squeeze T.squeeze_
shape unsqueeze (input,dim) t.unsqueeze T.unsqueeze T.unsqueeze_
shape permute (input,*dims) T.permute t.permute
shape transpose (input,dim0,dim1) t.transpose T.transpose t.swapaxes T.swapaxes t.swapdims T.swapdims
shape transpose (input) t.t T.t T.T.__get__ T.mT.__get__ T.H.__get__ T.mH.__get__ t.adjoint
shape movedim (input,source,destination) t.movedim T.movedim t.moveaxis T.moveaxis
shape contiguous (input) T.contiguous
shape clone (input) T.clone t.clone
shape expand (input,*sizes) T.expand t.broadcast_to T.broadcast_to
shape repeat (input,*repeats) T.repeat t.tile T.tile
shape repeat_interleave (input,repeats,dim=None) t.repeat_interleave T.repeat_interleave
shape cat (tensors,dim=0) t.cat t.concat t.concatenate t.hstack t.vstack t.dstack
shape stack (tensors,dim=0) t.stack
shape chunk (input,chunks,dim=0) t.chunk T.chunk
shape split (input,split_size,dim=0) t.split T.split t.functional.split t.tensor_split T.tensor_split
shape unbind (input,dim=0) t.unbind T.unbind
shape getitem (input,index) T.__getitem__
shape select (input,dim,index) t.select T.select
shape narrow (input,dim,start,length) t.narrow T.narrow
shape index_select (input,dim,index) t.index_select T.index_select
shape gather (input,dim,index) t.gather T.gather
shape flip (input,*dims) t.flip T.flip
shape roll (input,shifts,dims=None) t.roll T.roll
shape pad (input,pad,mode=constant,value=None) F.pad t.nn.functional.pad
shape interpolate (input,size=None,scale_factor=None,mode=nearest,align_corners=None,recompute_scale_factor=None,antialias=False) F.interpolate F.upsample
shape pixel_shuffle (input,upscale_factor) F.pixel_shuffle t.pixel_shuffle
shape affine_grid (theta,size,align_corners=None) F.affine_grid
shape grid_sample (input,grid,mode=bilinear,padding_mode=zeros,align_corners=None) F.grid_sample
shape unfold (input,kernel_size,dilation=1,padding=0,stride=1) F.unfold
shape fold (input,output_size,kernel_size,dilation=1,padding=0,stride=1) F.fold
shape tensor_unfold (input,dimension,size,step) T.unfold
shape channel_shuffle (input,groups) F.channel_shuffle t.channel_shuffle

shape tril (input,diagonal=0) t.tril T.tril t.triu T.triu

detach detach (input) T.detach T.detach_ t.detach T.data.__get__
cast to (input,*args) T.to
cast type (input,dtype=None) T.type T.type_as
cast float (input) T.float T.double T.half T.bfloat16 T.int T.long T.bool T.byte
cast cuda (input,device=None) T.cuda T.cpu

arithmetic add (input,other,alpha=1) t.add T.add_ T.__add__ T.__radd__ T.__iadd__
arithmetic sub (input,other,alpha=1) t.sub T.sub_ T.__sub__ T.__isub__ t.subtract T.subtract
arithmetic rsub (input,other,alpha=1) t.rsub T.rsub T.__rsub__
arithmetic mul (input,other) t.mul T.mul_ T.__mul__ T.__rmul__ T.__imul__ t.multiply T.multiply
arithmetic div (input,other,rounding_mode=None) t.div T.div_ T.__truediv__ T.__itruediv__ t.true_divide T.true_divide t.divide T.divide
arithmetic rdiv (input,other) T.__rtruediv__ T.__rdiv__
arithmetic neg (input) t.neg T.neg_ T.__neg__ t.negative T.negative
arithmetic abs (input) t.abs T.abs_ T.__abs__ t.absolute T.absolute
arithmetic pow (input,exponent) t.pow T.pow_ T.__pow__ t.float_power T.float_power
arithmetic rpow (input,other) T.__rpow__
arithmetic square (input) t.square T.square_
arithmetic sqrt (input) t.sqrt T.sqrt_
arithmetic rsqrt (input) t.rsqrt T.rsqrt_
arithmetic reciprocal (input) t.reciprocal T.reciprocal_
arithmetic sign (input) t.sign T.sign_ t.sgn T.sgn
arithmetic sin (input) t.sin T.sin_
arithmetic cos (input) t.cos T.cos_
arithmetic erf (input) t.erf T.erf_ t.special.erf
arithmetic expm1 (input) t.expm1 T.expm1_
arithmetic round (input) t.round T.round_ t.floor T.floor_ t.ceil T.ceil_ t.trunc T.trunc_
arithmetic nan_to_num (input,nan=0,posinf=None,neginf=None) t.nan_to_num_ T.nan_to_num_
arithmetic lerp (input,end,weight) t.lerp T.lerp_
arithmetic addcmul (input,tensor1,tensor2,value=1) t.addcmul T.addcmul_ t.addcdiv T.addcdiv_
arithmetic maximum (input,other) t.maximum T.maximum t.fmax T.fmax
arithmetic minimum (input,other) t.minimum T.minimum t.fmin T.fmin
arithmetic where (condition,input=None,other=None) t.where
arithmetic where (input,condition,other) T.where
arithmetic heaviside (input,values) t.heaviside T.heaviside
arithmetic masked_fill (input,mask,value) t.masked_fill T.masked_fill_
arithmetic copy (input,src,non_blocking=False) T.copy_
arithmetic fill (input,value) T.fill_ t.fill T.fill
arithmetic zero (input) T.zero_
arithmetic setitem (input,index,value) T.__setitem__
arithmetic compare (input,other) t.gt T.gt t.lt T.lt t.ge T.ge t.le T.le t.eq T.eq t.ne T.ne T.__gt__ T.__lt__ T.__ge__ T.__le__ T.__eq__ T.__ne__
arithmetic logical (input,other) t.logical_and T.logical_and t.logical_or T.logical_or T.__and__ T.__or__ T.bitwise_and T.bitwise_or
arithmetic logical_not (input) t.logical_not T.logical_not T.bitwise_not T.__invert__
arithmetic isnan (input) t.isnan T.isnan t.isfinite T.isfinite t.isinf T.isinf

reduction max (input,dim=None,keepdim=False) t.max T.max
reduction min (input,dim=None,keepdim=False) t.min T.min
reduction sum (input,dim=None,keepdim=False,dtype=None) t.sum T.sum t.nansum
reduction mean (input,dim=None,keepdim=False,dtype=None) t.mean T.mean
reduction prod (input,dim=None,keepdim=False) t.prod T.prod
reduction var (input,dim=None,unbiased=True,keepdim=False) t.var T.var
reduction std (input,dim=None,unbiased=True,keepdim=False) t.std T.std
reduction amax (input,dim=None,keepdim=False) t.amax T.amax
reduction amin (input,dim=None,keepdim=False) t.amin T.amin
reduction argmax (input,dim=None,keepdim=False) t.argmax T.argmax t.argmin T.argmin
reduction topk (input,k,dim=-1,largest=True,sorted=True) t.topk T.topk
reduction sort (input,dim=-1,descending=False) t.sort T.sort
reduction norm (input,p=2,dim=None,keepdim=False) t.norm T.norm t.functional.norm t.linalg.norm t.linalg.vector_norm
reduction cumsum (input,dim) t.cumsum T.cumsum
reduction dot (input,other) t.dot T.dot t.vdot T.vdot
reduction weight_norm (v,g,dim=0) t._weight_norm

creation full (*size) t.zeros t.ones t.empty t.full
creation full_like (input) t.zeros_like t.ones_like t.empty_like t.full_like T.new_zeros T.new_ones T.new_full T.new_empty
creation tensor (data,dtype=None) t.tensor t.as_tensor T.new_tensor t.scalar_tensor
creation range (*args) t.arange t.linspace t.eye
random noise (*size) t.rand t.randn t.randint t.randperm
random noise_like (input) t.rand_like t.randn_like t.bernoulli T.bernoulli T.bernoulli_ t.normal T.normal_ T.uniform_ T.exponential_ t.multinomial
"""
